#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace assay {

// The shortest x that minimises |G x - b| for a symmetric matrix G >= 0 [n x n], n = b.size(), where
// eigenvalues below `cut_off` times the largest one count as 0. Row i of G begins at
// g[i * stride]; only its lower triangle is read. 0 where G is 0.
[[nodiscard]] std::vector<double> pseudo_solve(std::span<const double> g, std::size_t stride,
                                               std::span<const double> b, double cut_off);

}  // namespace assay
