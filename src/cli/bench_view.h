#pragma once

#include <span>

#include "assay/measure.h"
#include "assay/report.h"

namespace assay::cli {

// A row for each criterion, a column for each model.
[[nodiscard]] Table tabulate_criteria(std::span<const Measurement> measurements);
// A row for each cell of the sweeps: threads, callers, batch, rates with their spread.
[[nodiscard]] Table tabulate_sweeps(std::span<const Measurement> measurements);
// "12.3 MB", "1.20 GB": 10^6 and 10^9 bytes.
[[nodiscard]] std::string print_bytes(double bytes);
// Three digits that count: "0.00412", "1.35", "812".
[[nodiscard]] std::string print_short(double value);

}  // namespace assay::cli
