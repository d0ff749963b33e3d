#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "assay/encoder.h"
#include "assay/json.h"
#include "assay/measure.h"
#include "assay/progress.h"
#include "assay/task.h"

namespace assay {

// What embeddings lose when they are stored in fewer bytes: measured, not estimated. The rules are
// those of sentence-transformers' quantize_embeddings (6.2); docs/compression.md tells them.

// How the numbers of a vector are stored.
//   float16   IEEE binary16
//   int8      floor((x - least) / step) - 128, step = (most - least) / 255 for each component, least
//             and most over the documents; limited to [-128, 127]
//   uint8     the same without the 128
//   binary    one bit: x > 0
enum class VectorFormat { kFloat32, kFloat16, kInt8, kUint8, kBinary };
[[nodiscard]] std::string_view to_string(VectorFormat format);
[[nodiscard]] std::uint64_t bytes_per_vector(VectorFormat format, std::size_t dimension);

// A way to store vectors: the first `dimension` components, normalised again where the model's
// similarity is the cosine, in a format.
struct Compression {
  std::size_t dimension = 0;
  VectorFormat format = VectorFormat::kFloat32;
};

struct CompressTask {
  std::string name;
  std::function<std::unique_ptr<Task>()> make;  // with fresh random state; called for every variant
  std::vector<std::string> splits = {};         // empty = all of the task's own; likewise subsets
  std::vector<std::string> subsets = {};
};

struct CompressOptions {
  // Empty = all of the model's, a half, a quarter, an eighth. Those that the model does not have are
  // an error.
  std::vector<std::size_t> dimensions;
  std::vector<VectorFormat> formats = {VectorFormat::kFloat32, VectorFormat::kFloat16,
                                       VectorFormat::kInt8, VectorFormat::kUint8,
                                       VectorFormat::kBinary};
  // Retrieval: the first so many documents found by compressed vectors are ordered anew by the
  // query as it is, in float32, times the stored document; 0 = not.
  std::size_t rescore = 100;
  std::size_t search_vectors = 100'000;  // that exact search is timed over
  double usd_per_gb_month = 0;           // 0 = no price known
  unsigned threads = 0;                  // for scoring; 0 = all cores
  std::size_t limit = 0;                 // 0 = all; else only so many queries or rows
  Progress* progress = nullptr;
  std::stop_token stop = {};
};

// What one variant came to on one task: the mean of the main score over its (split, subset) pairs.
struct CompressedScore {
  std::string task;
  std::string metric;
  std::optional<double> score;
  // With rescoring; nullopt where there is none: floats, and tasks that do not search a corpus.
  std::optional<double> rescored;
};

struct CompressedModel {
  Compression compression;
  std::uint64_t bytes_per_vector = 0;
  double gigabytes_per_million = 0;  // 10^9 bytes, vectors alone: an index adds to it
  std::optional<double> usd_per_million_month;
  std::vector<CompressedScore> scores;  // in the order of the tasks
  // Milliseconds of one exact search for the ten best of CompressReport::search_vectors, one core.
  Spread search_ms;
};

struct CompressReport {
  std::string model;
  std::string revision;
  std::string precision;
  std::size_t search_vectors = 0;
  std::size_t rescore = 0;
  double usd_per_gb_month = 0;
  // The model's own vectors, uncompressed, through the same tasks: what `assay run` gives.
  std::vector<CompressedScore> baseline;
  std::vector<CompressedModel> variants;  // dimensions outside, largest first
  EncodeStats encode;                     // every text was encoded once
  Json machine;
};
[[nodiscard]] Json to_json(const CompressReport& report);

// Evaluates the model on the tasks in every variant; texts are encoded once, at the first. Ranges for
// int8 and uint8 are taken once for each (split, subset): over the texts encoded as documents, else
// over all its texts. Where the task searches (cosine or dot product), stored numbers are compared as
// they are, the query stored like the documents: integers by their products, bits by how many agree.
// Other protocols get the vectors read back (the middle of each step; bits as -1 and 1).
// Throws Error: kUsage for a dimension the model does not have, kNotSupported for a model without
// vectors, and what tasks throw.
[[nodiscard]] CompressReport compress(Model& model, const std::vector<CompressTask>& tasks,
                                      const CompressOptions& options);

}  // namespace assay
