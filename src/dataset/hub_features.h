#pragma once

#include <string_view>

#include "assay/dataset.h"

namespace assay {

// The names of the classes of each column that is a ClassLabel, from the value of the schema key "huggingface" that the
// `datasets` library writes: {"info": {"features": {"label": {"names": [...], "_type": "ClassLabel"}}}}. Empty when it is
// not of that form.
[[nodiscard]] ClassNames class_names_of_features(std::string_view metadata);

}  // namespace assay
