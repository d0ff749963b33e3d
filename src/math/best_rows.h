#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "assay/matrix.h"

namespace assay {

// For every row x of `queries` the number of the row y of `candidates` with the largest
// x . y + bias[y], the smallest number among equal ones. Each product is one chain of additions in
// the order of the columns (fused where the instruction set has that) whatever the sizes, so neither
// their blocks nor `threads` (0 = all cores) move the result. `bias`: one a candidate, or empty = 0.
// REQUIRES: equal numbers of columns, at least one candidate, finite values.
[[nodiscard]] std::vector<std::uint32_t> best_rows(const Matrix& queries, const Matrix& candidates,
                                                   std::span<const float> bias, unsigned threads);

}  // namespace assay
