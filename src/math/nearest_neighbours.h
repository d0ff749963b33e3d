#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/matrix.h"

namespace assay {

// The k nearest points, by Euclidean distance in double, of every query within each of several
// subsets of the points: result[subset][query * k + i] is a place in that subset. Of equally far
// points those earlier in the subset are nearer; a query's k places are not sorted.
// `subsets[s]` holds rows of `points`. The same at any number of threads (0 = all cores).
// REQUIRES: equal cols(); every subset has at least k points; k > 0.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> nearest_neighbours(
    const Matrix& queries, const Matrix& points, std::span<const std::vector<std::size_t>> subsets,
    std::size_t k, unsigned threads);

}  // namespace assay
