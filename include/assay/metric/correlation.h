#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay {

// Pearson's product-moment correlation, in [-1, 1]: both sides centred, each divided by its norm,
// dot product, clipped. All in double, as scipy.stats.pearsonr. nullopt when it is undefined: fewer
// than two values, or one side is constant. REQUIRES: equal sizes, finite values.
[[nodiscard]] std::optional<double> pearson(std::span<const double> x, std::span<const double> y);

// Spearman's rank correlation, in [-1, 1]: Pearson's correlation of the average ranks, as
// scipy.stats.spearmanr. Undefined and required as there.
[[nodiscard]] std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

// The rank of each value, from 1; equal values share the mean of their ranks
// (scipy.stats.rankdata).
[[nodiscard]] std::vector<double> average_ranks(std::span<const double> values);

// Probability of a correlation at least as far from 0 as `r` in `n` uncorrelated pairs, both
// sides: with t = r sqrt((n - 2) / ((1 + r) (1 - r))), P(|T_{n-2}| >= t), Student's distribution;
// for Pearson's r the exact value, for Spearman's the approximation that SciPy takes.
// REQUIRES: -1 <= r <= 1, n > 2.
[[nodiscard]] double two_sided_p_value(double r, std::size_t n);

}  // namespace assay
