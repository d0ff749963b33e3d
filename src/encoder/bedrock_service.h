#pragma once

#include <memory>

#include "assay/encoder.h"

namespace assay {

// "bedrock:<model id, inference profile's id or ARN>[?settings]": see BedrockName. Makes no call when the id
// tells the family; a provisioned ARN is looked up. Throws Error: kUsage for an unknown model or
// setting and missing credentials or region.
[[nodiscard]] std::unique_ptr<Model> open_bedrock_model(const std::string& name,
                                                        const ModelOptions& options);

}  // namespace assay
