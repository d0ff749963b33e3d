#include "math/quantile_bins.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace assay {
namespace {

// numpy.percentile(values, 100 * quantile), with its rounding.
double quantile_of(std::span<const double> sorted, double quantile) {
  const double place = static_cast<double>(sorted.size() - 1) * (quantile * 100 / 100);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double share = place - std::floor(place);
  const double difference = sorted[above] - sorted[below];
  return share < 0.5 ? sorted[below] + difference * share
                     : sorted[above] - difference * (1 - share);
}

}  // namespace

std::vector<std::uint32_t> quantile_bins(std::span<const double> values, std::size_t num_bins) {
  assert(!values.empty() && num_bins > 0);
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  std::vector<double> edges;
  const auto count = static_cast<double>(num_bins);
  for (std::size_t i = 0; i <= num_bins; ++i) {
    const auto number = static_cast<double>(i);
    double quantile = i == num_bins ? 1.0 : number * (1.0 / count);
    // pandas rounds up what has no exact binary form.
    if (count * quantile != number) quantile = std::nextafter(quantile, 1.0);
    const double edge = quantile_of(sorted, quantile);
    if (edges.empty() || edge != edges.back()) edges.push_back(edge);
  }
  std::vector<std::uint32_t> bins;
  bins.reserve(values.size());
  for (const double value : values) {
    const auto place = std::ranges::lower_bound(edges, value) - edges.begin();
    bins.push_back(static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(place, 1) - 1));
  }
  return bins;
}

}  // namespace assay
