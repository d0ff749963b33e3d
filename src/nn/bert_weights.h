#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/linear.h"
#include "nn/tensor.h"
#include "nn/text_encoder.h"

namespace assay {

// One linear layer as the file has it.
struct LinearWeights {
  std::string name;               // "encoder.layer.0.attention.self"
  std::span<const float> weight;  // [out_features x in_features]
  std::span<const float> bias;    // [out_features]
  std::size_t in_features = 0;
  [[nodiscard]] std::size_t out_features() const { return bias.size(); }
};
// Packs one; called from several threads at once.
using MakeLinear = std::function<std::unique_ptr<Linear>(const LinearWeights&)>;

struct NormWeights {
  std::vector<float> weight, bias;
};

struct BertLayer {
  // The queries are scaled by log2(e) / sqrt(head_dim): what Attention (math/kernels.h) expects.
  std::unique_ptr<Linear> query_key_value;  // null where the next two are set
  std::unique_ptr<Linear> query;            // last layer, when pooling needs single tokens only
  std::unique_ptr<Linear> key_value;
  std::unique_ptr<Linear> attention_output;
  NormWeights attention_norm;
  std::unique_ptr<Linear> up;
  std::unique_ptr<Linear> down;
  NormWeights output_norm;
};

struct BertWeights {
  std::vector<float> words;      // [vocab_size x hidden]
  std::vector<float> positions;  // [max_positions x hidden], token type 0 added
  NormWeights embedding_norm;
  std::vector<BertLayer> layers;
  [[nodiscard]] std::uint64_t bytes() const;
};

// Loads and packs, `threads` layers at a time. `split_last_query`: the last layer gets `query` and
// `key_value`. Throws Error{kBadData} when the configuration contradicts itself or a tensor is
// missing, misshapen or not finite.
[[nodiscard]] BertWeights load_bert_weights(const BertConfig& config, const TensorSource& tensors,
                                            bool split_last_query, const MakeLinear& make_linear,
                                            unsigned threads);

}  // namespace assay
