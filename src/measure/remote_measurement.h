#pragma once

#include "assay/measure.h"

namespace assay {

// measure_model of a remote model. REQUIRES: model.is_remote.
[[nodiscard]] Measurement measure_remote(const MeasuredModel& model, const MeasureOptions& options);

}  // namespace assay
