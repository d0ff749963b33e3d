#pragma once

#include "assay/measure.h"

namespace assay {

// What a model says of itself: name, precision, size; and who measured, and when.
void describe_model(Measurement& measurement, const ModelInfo& info);

}  // namespace assay
