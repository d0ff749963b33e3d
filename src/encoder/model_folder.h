#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "assay/encoder.h"
#include "nn/text_encoder.h"

namespace assay {

// A Sentence Transformers folder as sentence-transformers 6 understands it: everything but the
// transformer's weights and the tokenizer. docs/models.md lists the files.
struct ModelFolder {
  EncoderDescription network;
  std::filesystem::path transformer;  // folder of config.json, weights and tokenizer
  std::size_t max_tokens = 0;         // longest text, special tokens included
  bool lower_case = false;            // texts are lower-cased before the tokenizer sees them
  // The model's own prompts by name, "query" and "document" always among them (empty when not
  // stated).
  std::map<std::string, std::string> prompts;
  std::optional<std::string> default_prompt_name;  // a key of `prompts`
  Similarity similarity = Similarity::kCosine;
  // Components kept of each embedding, without normalising again.
  std::optional<std::size_t> truncate_dim;
};

// Throws Error: kNotSupported ("not supported yet: <what>") for architectures, modules and settings
// that are not there yet, kBadData for broken files, kUnavailable for missing ones.
[[nodiscard]] ModelFolder read_model_folder(const std::filesystem::path& folder);

}  // namespace assay
