#pragma once

#include <filesystem>
#include <vector>

#include "assay/json.h"

namespace assay {

// {"model.safetensors": "<SHA-256>", ...} of weight files below `folder`. In a hub cache a large
// file is a link to a blob named by its hash, which is taken at its word (the download verified
// it); other files are read. Throws Error{kUnavailable}.
[[nodiscard]] Json hash_weights(const std::filesystem::path& folder,
                                const std::vector<std::filesystem::path>& files);

// SHA-256 over the names and contents of the files beside the weights that decide what a Sentence
// Transformers model computes: configurations and tokenizer, those of `modules` (folders below `folder`) too.
// Files that are not there are left out. Throws Error{kUnavailable}.
[[nodiscard]] std::string hash_configuration(const std::filesystem::path& folder,
                                             const std::vector<std::filesystem::path>& modules);

}  // namespace assay
