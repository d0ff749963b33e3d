#pragma once

#include <string>

namespace assay {

// How a table names a model when it shows results of it in several precisions: "org/name (i8)".
[[nodiscard]] std::string label_model(const std::string& model, const std::string& precision);
// The model's own name, as registries have it: without such an addition.
[[nodiscard]] std::string without_precision(const std::string& label);

}  // namespace assay
