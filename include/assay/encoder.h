#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/hit.h"
#include "assay/json.h"
#include "assay/matrix.h"
#include "assay/precision.h"
#include "assay/progress.h"
#include "assay/remote.h"

namespace assay {

// kEuclidean and kManhattan: minus the distance.
enum class Similarity { kCosine, kDot, kEuclidean, kManhattan };
[[nodiscard]] std::string_view to_string(Similarity similarity);

// The part a text plays; mteb calls it prompt type. Decides which prompt goes in front (docs/prompts.md).
enum class Role { kNone, kQuery, kDocument };
[[nodiscard]] std::string_view to_string(Role role);

// Operations of a network's forward pass, a multiply-add counted as two: linear layers and attention
// products; what is left out (normalisation, activations, softmax) is below 1 %.
struct ForwardOperations {
  double per_token = 0;       // 2 x the weights that a token is multiplied with
  double per_token_pair = 0;  // attention: 4 x width x layers
  double per_text = 0;        // the modules behind pooling
  [[nodiscard]] double of_text(double tokens) const {
    return tokens * (per_token + tokens * per_token_pair) + per_text;
  }
};

// Who made the numbers.
struct ModelInfo {
  // "sentence-transformers/all-MiniLM-L6-v2"; a local folder gets "local/<folder name>".
  std::string name;
  std::string revision;                       // commit hash, or "no_revision_available"
  std::size_t embed_dim = 0;                  // 0 for models without vectors (BM25)
  std::optional<std::uint64_t> max_tokens;    // longest text, special tokens included
  std::optional<std::uint64_t> n_parameters;  // all tensors of the file that the model uses
  std::optional<std::uint64_t> n_embedding_parameters;
  std::uint64_t weights_bytes = 0;              // in memory, in the precision that runs
  std::optional<ForwardOperations> operations;  // nullopt when the network is not known
  Similarity similarity = Similarity::kCosine;
  // Every setting that can move a score: weight hash, pooling, normalisation, max_seq_length, prompts, precision and why
  // it was chosen, ISA. Goes into the result as it is.
  Json settings = Json::object();
};

// What a remote model was asked for, and what that costs.
struct ServiceUse {
  std::uint64_t calls = 0;          // requests sent, repeated ones too
  std::uint64_t retries = 0;        // of these, repeated ones
  std::uint64_t throttles = 0;      // replies that say "too many requests"
  std::uint64_t failed_texts = 0;   // given up (--on-error skip); their vectors are zeros
  std::uint64_t billed_tokens = 0;  // as the service counts, or estimated where it tells nothing
  double dollars = 0;               // at the prices of the price file; 0 where it has none
  double service_seconds = 0;       // inside of the service, as it says
  ServiceUse& operator+=(const ServiceUse& other);
};
// Every member under its name.
[[nodiscard]] Json describe_service_use(const ServiceUse& use);

struct EncodeStats {
  std::uint64_t texts = 0;         // texts asked for
  std::uint64_t unique_texts = 0;  // texts encoded: equal texts are encoded once
  std::uint64_t tokens = 0;  // tokens of the unique texts after truncation, special tokens included
  std::uint64_t truncated_texts = 0;  // unique texts that were longer than the model takes
  double seconds = 0;
  // Of the unique texts, those whose vector came from the embedding store: they count in no number
  // above or below but `texts` and `unique_texts`.
  std::uint64_t stored_texts = 0;
  ServiceUse service;  // remote models only
  // Seconds of workers, added up over all of them; 0 where an encoder does not tell.
  double tokenize_seconds = 0;
  double infer_seconds = 0;  // the network with pooling and head
  EncodeStats& operator+=(const EncodeStats& other);
};

// Vectors that are finished while others of the same call are not.
struct EncodedBatch {
  std::span<const std::uint32_t> texts;  // indices of texts in the call, each named at most once
  const Matrix& vectors;                 // row i for text texts[i]
  std::uint64_t tokens = 0;              // what the batch cost; 0 = not known
};

// What a text is encoded for.
struct EncodeContext {
  std::string task_name;  // decides the prompt, together with type and role
  std::string task_type;
  Role role = Role::kNone;
  // The task's own instruction for this role ("" = none), for models that take instructions.
  std::string instruction;
  Progress* progress = nullptr;  // units: texts
  std::stop_token stop;          // when requested, encode throws Error{kInterrupted}
  // Told by encoders whose batches are expensive, from any of their threads, so that a batch can be
  // kept before the call ends. Others never call it.
  std::function<void(const EncodedBatch&)> on_batch;
};

class Encoder;
class Searcher;

// Something that can be evaluated: it turns texts into embeddings (Encoder) or ranks documents itself (Searcher).
class Model {
 public:
  virtual ~Model() = default;
  [[nodiscard]] virtual const ModelInfo& info() const = 0;
  [[nodiscard]] virtual Encoder* as_encoder() { return nullptr; }
  [[nodiscard]] virtual Searcher* as_searcher() { return nullptr; }
};

class Encoder : public Model {
 public:
  [[nodiscard]] Encoder* as_encoder() final { return this; }
  // Returns one row per text, in the order of `texts`, [texts.size() x embed_dim], all finite. The same text in the same
  // context gives the same bits whatever stands beside it and however many threads work.
  // Adds to `*stats` when given. Throws Error{kBadData} naming the text's index when a vector is not finite,
  // Error{kInterrupted} when asked to stop.
  [[nodiscard]] virtual Matrix encode(std::span<const std::string> texts,
                                      const EncodeContext& context,
                                      EncodeStats* stats = nullptr) = 0;
  // Everything about `context` that the vectors depend on, such as the prompt put in front: two contexts
  // with equal conditions give a text the same vector. The default tells task, role and instruction.
  [[nodiscard]] virtual Json conditions(const EncodeContext& context) const;
};

// A retrieval model without vectors. `index` comes once before any `search`.
class Searcher : public Model {
 public:
  [[nodiscard]] Searcher* as_searcher() final { return this; }
  // `documents`: the assembled texts (title and text joined). They may be freed after the call.
  virtual void index(std::span<const std::string> documents, const EncodeContext& context) = 0;
  // For each query at most `k` hits, best first, equal scores by larger `id_rank` first: id_rank[d] is the place of
  // document d's id among all ids in ascending byte order.
  [[nodiscard]] virtual std::vector<std::vector<Hit>> search(std::span<const std::string> queries,
                                                             std::size_t k,
                                                             std::span<const std::uint32_t> id_rank,
                                                             const EncodeContext& context) = 0;
};

struct ModelOptions {
  Precision precision = Precision::kAuto;
  // A precision that the CPU has no instruction for is an error instead of being emulated.
  bool strict = false;
  unsigned threads = 0;       // 0 = all cores this process may use
  unsigned batch_tokens = 0;  // tokens in a micro-batch; 0 = the engine's choice
  Progress* progress = nullptr;
  std::stop_token stop;
  // Whether vectors are kept in, and taken from, the embedding store (docs/store.md).
  enum class Store { kRemoteModels, kAllModels, kOff };
  Store store = Store::kOff;
  std::filesystem::path store_folder;  // empty = default_store_folder()
  RemoteOptions remote;                // of models behind an API
};

// $ASSAY_CACHE/vectors, else $XDG_CACHE_HOME/assay/vectors, else ~/.cache/assay/vectors.
[[nodiscard]] std::filesystem::path default_store_folder();

// Under which name and revision a model's results are kept.
struct ModelIdentity {
  std::string name;      // "org/name", or "local/<folder>"
  std::string revision;  // commit hash, or kNoRevision
};

inline constexpr std::string_view kNoRevision = "no_revision_available";

// What a folder's path says about the model in it; what `open_model` of that folder calls it:
//   .../models--org--name/snapshots/<commit>   of a hub cache: org/name at that commit
//   .../org__name                              as results trees name models: org/name
//   anything else                              local/<folder name>
// The path is made absolute and ".." taken out first; links are not followed.
[[nodiscard]] ModelIdentity identify_folder(const std::filesystem::path& folder);

// True for "bedrock:...", "openai:...", ...: a model behind an API, whose calls take a service's time and may cost money.
[[nodiscard]] bool is_remote_name(const std::string& name);

// Opens a built-in model ("mteb/baseline-bm25s", "mteb/baseline-random-encoder"), a local Sentence Transformers folder
// (a path with a slash or dot in front, or an existing folder) or a hub id "org/name[@revision]", which is downloaded when
// it is not in the cache. Throws Error: kUsage for an unknown name, kBadData for broken files, kNotSupported for
// architectures that are not there yet, kUnavailable when the hub cannot be reached.
[[nodiscard]] std::unique_ptr<Model> open_model(const std::string& name,
                                                const ModelOptions& options = {});

// Brings the files of a model of the hub ("org/name[@revision]") into the cache, those alone that
// open_model reads, and returns their folder. Throws as open_model, and Error{kUsage} for a model
// that has no files to fetch.
[[nodiscard]] std::filesystem::path fetch_model_files(const std::string& name,
                                                      const ModelOptions& options = {});

}  // namespace assay
