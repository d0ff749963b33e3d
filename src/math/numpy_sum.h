#pragma once

#include <span>

namespace assay {

// The sum of `values` with the additions in the order of numpy's pairwise summation
// (numpy/_core/src/umath/loops_utils.h.src): the same bits as numpy.sum on a contiguous array of
// float64 or float32. 0 for no values.
[[nodiscard]] double numpy_sum(std::span<const double> values);
[[nodiscard]] float numpy_sum_float32(std::span<const float> values);

// numpy.mean and numpy.std (of the population), likewise. REQUIRES: at least one value.
[[nodiscard]] double numpy_mean(std::span<const double> values);
[[nodiscard]] double numpy_std(std::span<const double> values);

}  // namespace assay
