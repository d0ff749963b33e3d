#pragma once

#include <span>

namespace assay {

// Sums of float32 in float32, with the additions in the order of the libraries behind published
// scores: near ties are decided by the last bits of these. Checked bit by bit against numpy 2.4.6
// and torch 2.15.0 on x86-64.

// numpy.einsum("ij,ij->i", x, x) of a row: four interleaved sums, blocks of 16 from their end.
[[nodiscard]] float einsum_squares(std::span<const float> x);
// (a * b).sum(dim=-1) of torch on a CPU, for 8 values and more: 4 x 8 interleaved sums, in cascades
// of 16 rows.
// REQUIRES: equal sizes.
[[nodiscard]] float torch_dot(std::span<const float> a, std::span<const float> b);
// The sum alone: x.sum(dim=-1).
[[nodiscard]] float torch_sum(std::span<const float> x);
// numpy.dot of two vectors: OpenBLAS's sdot for AVX-512, 4 x 16 fused interleaved sums.
// REQUIRES: equal sizes.
[[nodiscard]] float blas_dot(std::span<const float> a, std::span<const float> b);

}  // namespace assay
