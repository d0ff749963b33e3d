#pragma once

#include <optional>
#include <span>

namespace assay {

// Kendall's rank correlation tau-b (Kendall, 1945), in [-1, 1]:
//   (concordant - discordant pairs) / sqrt((pairs - pairs tied in x) (pairs - pairs tied in y))
// in O(n log n) after Knight (1966). nullopt when x or y has fewer than two distinct values.
// REQUIRES: equal sizes.
[[nodiscard]] std::optional<double> kendall_tau_b(std::span<const double> x,
                                                  std::span<const double> y);

struct RegressionScores {
  double mse = 0;            // mean of (truth - predicted)^2
  double mae = 0;            // mean of |truth - predicted|
  std::optional<double> r2;  // 1 - sum of squared errors / sum of (truth - its mean)^2, at most 1;
                             // undefined when all true values are equal
  std::optional<double> kendalltau;  // kendall_tau_b
  double rmse = 0;                   // sqrt(mse)
};
// REQUIRES: equal sizes, at least one value.
[[nodiscard]] RegressionScores regression_scores(std::span<const double> truth,
                                                 std::span<const double> predicted);

}  // namespace assay
