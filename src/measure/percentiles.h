#pragma once

#include <span>
#include <vector>

#include "assay/measure.h"

namespace assay {

// The value below which a share `q` in [0, 1] of the sorted values lies, linear between neighbours:
// numpy.percentile(values, 100 q), Hyndman and Fan's type 7. REQUIRES: ascending, not empty.
[[nodiscard]] double percentile(std::span<const double> ascending, double q);

// REQUIRES: not empty.
[[nodiscard]] Spread spread_of(std::vector<double> values);

}  // namespace assay
