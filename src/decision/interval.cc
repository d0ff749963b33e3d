#include <algorithm>
#include <cassert>
#include <cmath>

#include "assay/uncertainty.h"
#include "math/normal_distribution.h"

namespace assay {
namespace {

// `sorted` ascending.
double quantile(const std::vector<double>& sorted, double q) {
  const double place = std::clamp(q, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double share = place - static_cast<double>(below);
  return sorted[below] + share * (sorted[above] - sorted[below]);
}

// Share of the replicates below the observed value, equal ones counting half. Sums of the same
// numbers in another order are equal.
double share_below(const std::vector<double>& sorted, double observed) {
  const double rounding = 1e-13 * std::max(1.0, std::abs(observed));
  const auto first = std::ranges::lower_bound(sorted, observed - rounding);
  const auto last = std::ranges::upper_bound(sorted, observed + rounding);
  const auto below = static_cast<double>(first - sorted.begin());
  const auto not_above = static_cast<double>(last - sorted.begin());
  return (below + not_above) / (2 * static_cast<double>(sorted.size()));
}

}  // namespace

Interval bootstrap_interval(std::vector<double> replicates, double observed, double acceleration,
                            double level, IntervalMethod method) {
  assert(!replicates.empty());
  std::ranges::sort(replicates);
  const double tail = (1 - level) / 2;
  if (method == IntervalMethod::kPercentile) {
    return {quantile(replicates, tail), quantile(replicates, 1 - tail)};
  }
  const double bias = normal_quantile(share_below(replicates, observed));
  // All replicates on one side of the observed value: there is no correction to be had.
  if (!std::isfinite(bias)) return {quantile(replicates, tail), quantile(replicates, 1 - tail)};
  const auto corrected = [&](double z) {
    return normal_cdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  };
  const double z = normal_quantile(1 - tail);
  return {quantile(replicates, corrected(-z)), quantile(replicates, corrected(z))};
}

}  // namespace assay
