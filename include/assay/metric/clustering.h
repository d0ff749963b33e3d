#pragma once

#include <cstdint>
#include <span>

namespace assay {

// Two ways to say how far a clustering agrees with the true classes; neither depends on how the
// groups are numbered. With the contingency table n_ij, its row and column sums a_i and b_j and
// their total N, natural logarithms:
//   H(a) = -sum a_i/N ln(a_i/N)          MI = sum n_ij/N ln(N n_ij / (a_i b_j))
// `truth[i]` and `found[i]`: the group of item i on both sides, any numbers.

// Harmonic mean of homogeneity MI / H(truth) and completeness MI / H(found), each 1 when its
// denominator is 0; in [0, 1]; 1 for no items (Rosenberg and Hirschberg, 2007;
// sklearn.metrics.v_measure_score). REQUIRES: equal sizes.
[[nodiscard]] double v_measure(std::span<const std::uint32_t> truth,
                               std::span<const std::uint32_t> found);

// Mutual information, adjusted for chance: (MI - E) / (mean of the entropies - E) with E the MI
// expected of random groupings with the same sizes; 1 = equal, about 0 = random, at most 1 (Vinh,
// Epps and Bailey, 2010; sklearn.metrics.adjusted_mutual_info_score). REQUIRES: equal sizes.
[[nodiscard]] double adjusted_mutual_information(std::span<const std::uint32_t> truth,
                                                 std::span<const std::uint32_t> found);

}  // namespace assay
