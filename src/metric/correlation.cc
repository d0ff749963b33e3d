#include "assay/metric/correlation.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>

#include "math/incomplete_beta.h"
#include "math/numpy_sum.h"

namespace assay {
namespace {

bool is_constant(std::span<const double> values) {
  return std::ranges::all_of(values, [&](double v) { return v == values.front(); });
}

// Centred, then divided by the norm; nothing when that is 0.
std::optional<std::vector<double>> standardise(std::span<const double> values) {
  const double mean = numpy_mean(values);
  std::vector<double> centred(values.begin(), values.end());
  double largest = 0;
  for (double& value : centred) {
    value -= mean;
    largest = std::max(largest, std::abs(value));
  }
  if (largest == 0) return std::nullopt;
  // Scaled by the largest first, as SciPy does: squares of tiny values would vanish.
  double squares = 0;
  for (const double value : centred) squares += (value / largest) * (value / largest);
  const double norm = largest * std::sqrt(squares);
  for (double& value : centred) value /= norm;
  return centred;
}

}  // namespace

std::optional<double> pearson(std::span<const double> x, std::span<const double> y) {
  assert(x.size() == y.size());
  if (x.size() < 2 || is_constant(x) || is_constant(y)) return std::nullopt;
  const auto u = standardise(x);
  const auto v = standardise(y);
  if (!u || !v) return std::nullopt;
  const double r = std::inner_product(u->begin(), u->end(), v->begin(), 0.0);
  return std::clamp(r, -1.0, 1.0);
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
  return pearson(average_ranks(x), average_ranks(y));
}

std::vector<double> average_ranks(std::span<const double> values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, std::less<>{}, [&](std::uint32_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    // The ranks begin + 1, ..., end.
    const double mean = 0.5 * static_cast<double>(begin + 1 + end);
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = mean;
    begin = end;
  }
  return ranks;
}

double two_sided_p_value(double r, std::size_t n) {
  assert(n > 2 && r >= -1 && r <= 1);
  // With t as above, df / (df + t^2) is (1 + r) (1 - r), and P(|T| >= t) = I_{df/(df+t^2)}(df/2, 1/2).
  return incomplete_beta(static_cast<double>(n - 2) / 2, 0.5, (1 + r) * (1 - r));
}

}  // namespace assay
