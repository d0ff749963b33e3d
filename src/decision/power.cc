#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "assay/uncertainty.h"
#include "math/normal_distribution.h"

namespace assay {

std::vector<double> holm_adjust(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double factor = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, factor * p_values[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

double minimum_detectable_difference(double standard_error, double alpha, double power) {
  return (normal_quantile(1 - alpha / 2) + normal_quantile(power)) * standard_error;
}

std::optional<double> more_rows_to_decide(double difference, double standard_error,
                                          std::size_t rows, double alpha, double power) {
  if (difference == 0) return std::nullopt;
  const double ratio =
      minimum_detectable_difference(standard_error, alpha, power) / std::abs(difference);
  return std::max(0.0, std::ceil(static_cast<double>(rows) * (ratio * ratio - 1)));
}

PairedComparison compare_means(std::span<const double> a, std::span<const double> b,
                               const ResampleOptions& options) {
  constexpr double kLevel = 0.95;
  constexpr double kPower = 0.8;
  assert(a.size() == b.size() && !a.empty());
  const std::vector<Stratum> strata{
      {.statistic = make_mean_statistic({{a.begin(), a.end()}, {b.begin(), b.end()}})}};
  const BootstrapScores bootstrap(strata, 2, options);
  const Estimate difference = bootstrap.difference(0, 1, kLevel);
  return {.difference = difference.value.value_or(0),
          .interval = difference.interval,
          .p_bootstrap = bootstrap.paired_p_value(0, 1),
          .p_randomisation = randomisation_p_value(strata, 0, 1, options),
          .standard_error = difference.standard_error,
          .minimum_detectable =
              minimum_detectable_difference(difference.standard_error, 1 - kLevel, kPower),
          .more_rows = more_rows_to_decide(difference.value.value_or(0), difference.standard_error,
                                           a.size(), 1 - kLevel, kPower)};
}

}  // namespace assay
