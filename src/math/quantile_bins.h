#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// pandas.qcut(values, num_bins, labels=False, duplicates="drop"): the number of the quantile bin of
// every value. Edges are the quantiles by linear interpolation, equal ones once; bins are closed on
// the right, the first one on both sides. REQUIRES: finite values, at least two of them different.
[[nodiscard]] std::vector<std::uint32_t> quantile_bins(std::span<const double> values,
                                                       std::size_t num_bins);

}  // namespace assay
