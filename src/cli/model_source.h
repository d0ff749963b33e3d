#pragma once

#include <filesystem>
#include <string>

#include "assay/encoder.h"

namespace assay::cli {

// The folder that holds the tokenizer files of a model, which are brought from the hub when they
// are not here. Throws Error{kUsage} for a built-in model, which has none; what fetch_from_hub
// throws.
[[nodiscard]] std::filesystem::path locate_tokenizer(const std::string& model,
                                                     const ModelOptions& options);

}  // namespace assay::cli
