#pragma once

#include <optional>

#include "assay/encoder.h"
#include "assay/json.h"

namespace assay {

// The content of model_meta.json for a model that ran here, with every key that mteb's full model
// description asks for (docs/results.md). `known`: the registry's entry for the model
// (find_known_model), whose published facts win over what the weights show, except for the
// embedding dimension, which the registry sometimes has wrong. `experiment`: the settings that set
// an experiment folder apart, null for the model's own folder.
[[nodiscard]] Json make_model_meta(const ModelInfo& model, const std::optional<Json>& known,
                                   const Json& experiment = nullptr);

}  // namespace assay
