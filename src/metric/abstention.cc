#include "assay/metric/abstention.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

#include "math/numpy_sum.h"

namespace assay {
namespace {

constexpr std::size_t kRates = 10;
using Curve = std::array<double, kRates>;

double rate(std::size_t j) { return static_cast<double>(j) * 0.1; }

Curve abstention_curve(std::span<const double> confidence, std::span<const double> metric) {
  std::vector<std::uint32_t> order(metric.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, std::less<>{}, [&](std::uint32_t i) { return confidence[i]; });
  std::vector<double> ordered;
  ordered.reserve(order.size());
  for (const std::uint32_t i : order) ordered.push_back(metric[i]);

  Curve curve{};
  for (std::size_t j = 0; j < kRates; ++j) {
    // nearbyint rounds half to even, as Python's round does.
    const auto dropped =
        static_cast<std::size_t>(std::nearbyint(rate(j) * static_cast<double>(ordered.size())));
    curve[j] = numpy_mean(std::span(ordered).subspan(std::min(dropped, ordered.size() - 1)));
  }
  return curve;
}

// numpy.trapezoid over the rates.
double area_under(const Curve& curve) {
  std::array<double, kRates - 1> pieces{};
  for (std::size_t j = 0; j + 1 < kRates; ++j) {
    pieces[j] = (rate(j + 1) - rate(j)) * (curve[j + 1] + curve[j]) / 2.0;
  }
  return numpy_sum(pieces);
}

}  // namespace

Confidence confidence_of(std::span<const float> scores) {
  if (scores.empty()) return {};
  const std::vector<double> values(scores.begin(), scores.end());
  Confidence confidence{.max = values.front(), .std = numpy_std(values)};
  double second = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < values.size(); ++i) {
    second = std::max(second, std::min(confidence.max, values[i]));
    confidence.max = std::max(confidence.max, values[i]);
  }
  if (values.size() > 1) confidence.diff1 = confidence.max - second;
  return confidence;
}

std::optional<double> nauc(std::span<const double> confidence, std::span<const double> metric) {
  assert(confidence.size() == metric.size() && !metric.empty());
  const Curve oracle_curve = abstention_curve(metric, metric);
  const double oracle = area_under(oracle_curve);
  const double flat = oracle_curve[0] * (rate(kRates - 1) - rate(0));
  if (oracle == flat) return std::nullopt;
  return (area_under(abstention_curve(confidence, metric)) - flat) / (oracle - flat);
}

}  // namespace assay
