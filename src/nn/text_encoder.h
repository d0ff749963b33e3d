#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "assay/json.h"
#include "assay/precision.h"
#include "nn/encode_profile.h"
#include "nn/tensor.h"

namespace assay {

enum class Activation { kIdentity, kGelu, kGeluTanh, kRelu, kSilu, kTanh };

// config.json of a BERT model.
struct BertConfig {
  std::size_t vocab_size = 0;
  std::size_t hidden = 0;
  std::size_t layers = 0;
  std::size_t heads = 0;
  std::size_t intermediate = 0;
  std::size_t max_positions = 0;
  std::size_t type_vocab_size = 2;
  double layer_norm_eps = 1e-12;
  Activation activation = Activation::kGelu;
};

// The modes that are on are concatenated in this order (sentence-transformers Pooling).
struct PoolingConfig {
  bool cls = false;
  bool max = false;
  bool mean = false;
  bool mean_sqrt_len = false;
  bool weighted_mean = false;
  bool last_token = false;
  bool include_prompt = true;  // false: the prompt's tokens are left out
};

struct DenseConfig {
  std::size_t in_features = 0;
  std::size_t out_features = 0;
  Activation activation = Activation::kTanh;
  std::vector<float> weight;  // [out_features x in_features]
  std::vector<float> bias;    // [out_features]; empty = none
};
struct NormalizeConfig {};  // x / max(|x|_2, 1e-12)
struct LayerNormConfig {
  std::vector<float> weight, bias;  // eps 1e-5
};
using HeadStage = std::variant<DenseConfig, NormalizeConfig, LayerNormConfig>;

// Everything that turns token ids into an embedding.
struct EncoderDescription {
  BertConfig bert;
  PoolingConfig pooling;
  std::vector<HeadStage> head;  // after pooling, in order
};

// Texts without padding: the ids of all texts one after the other.
struct TokenBatch {
  std::span<const std::int32_t> ids;  // [tokens]
  std::span<const std::uint32_t>
      offsets;  // [texts + 1], offsets[0] = 0, offsets[texts] = ids.size(); no text is empty
  std::span<const std::uint32_t>
      prompt_tokens;  // [texts]: leading tokens to leave out of pooling; empty = none
};

// A network with its weights packed for this CPU. Immutable after loading; threads share it, each with a Workspace of its own.
class TextEncoder {
 public:
  // Buffers of one worker. No allocation after the first batch of the largest size.
  class Workspace {
   public:
    virtual ~Workspace() = default;
    EncodeProfile profile;
  };
  virtual ~TextEncoder() = default;
  [[nodiscard]] virtual std::unique_ptr<Workspace> make_workspace() const = 0;
  // Writes one row of dimension() floats per text to `out`. A text's row has the same bits whatever stands beside it.
  // REQUIRES: ids in [0, vocab_size), each text at most max_positions tokens.
  virtual void encode(const TokenBatch& batch, Workspace& workspace, float* out) const = 0;
  [[nodiscard]] virtual std::size_t dimension() const = 0;
  // Tokens in a micro-batch that this network runs best with.
  [[nodiscard]] virtual std::size_t preferred_batch_tokens() const = 0;
  [[nodiscard]] virtual std::uint64_t weights_bytes() const = 0;
  // Precision that runs, why, ISA, kernels: goes into ModelInfo::settings.
  [[nodiscard]] virtual Json settings() const = 0;
};

struct EngineOptions {
  Precision precision = Precision::kAuto;
  unsigned threads = 1;  // that pack the weights
  // True: a precision that this CPU has no instruction for is an error; false: it runs on what there is, and settings() say
  // so.
  bool strict = false;
  // Texts as token ids, on which `auto` and `i8` compare a precision with f32. Without any, `auto` is f32.
  std::vector<std::vector<std::int32_t>> probe;
  // Folder where what `auto` found out is kept, per machine and model; empty: it is measured each time.
  std::filesystem::path memory;
};

// Packs the weights and settles the precision; `auto` measures this machine with this network's shapes (precision_choice.h).
// Tensor names may have a "bert." prefix; LayerNorm may be called gamma/beta. Throws Error: kBadData for missing, misshapen
// or non-finite tensors, kNotSupported for a precision that `strict` forbids.
[[nodiscard]] std::unique_ptr<TextEncoder> make_text_encoder(const EncoderDescription& description,
                                                             const TensorSource& tensors,
                                                             const EngineOptions& options);
// Without a probe and a memory.
[[nodiscard]] std::unique_ptr<TextEncoder> make_text_encoder(const EncoderDescription& description,
                                                             const TensorSource& tensors,
                                                             Precision precision, unsigned threads);

}  // namespace assay
