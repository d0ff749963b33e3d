#pragma once

#include <span>

#include "assay/measure.h"
#include "assay/report.h"

namespace assay::cli {

// A row for each criterion, a column for each model.
[[nodiscard]] Table tabulate_criteria(std::span<const Measurement> measurements);
// A row for each cell of the sweeps: threads, callers, batch, rates with their spread.
[[nodiscard]] Table tabulate_sweeps(std::span<const Measurement> measurements);

}  // namespace assay::cli
