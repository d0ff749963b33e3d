#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json_object.h"
#include "nn/text_encoder.h"

namespace assay {

// One entry of modules.json.
struct ModuleEntry {
  std::string type;  // "Pooling": the last part of the dotted class name, which moved between
                     // versions of the library
  std::string path;  // folder below the model's own, "" = that one; never leaves it
};

// The modules of a Sentence Transformers folder in order; without modules.json a Transformer and no
// pooling settings, for which read_sentence_modules takes the mean. Throws Error: kBadData for a
// broken file, kNotSupported for classes outside the library.
[[nodiscard]] std::vector<ModuleEntry> read_module_list(const std::filesystem::path& folder);

// What stands behind the transformer.
struct SentenceModules {
  std::filesystem::path transformer;  // folder of config.json, weights and tokenizer
  PoolingConfig pooling;
  std::vector<HeadStage> head;
};

// Reads every module's configuration and weights: Transformer first, then Pooling, then any of
// Dense, Normalize, LayerNorm and Dropout (which does nothing at inference). Throws Error:
// kNotSupported for other modules, orders and settings, kBadData for broken files.
[[nodiscard]] SentenceModules read_sentence_modules(const std::filesystem::path& folder);

// The `pooling_mode_*` flags or the newer `pooling_mode` of a Pooling configuration.
[[nodiscard]] PoolingConfig parse_pooling(const JsonObject& config);

// "mean", "cls+max": the modes that are on, in the order of concatenation.
[[nodiscard]] std::string to_string(const PoolingConfig& pooling);

}  // namespace assay
