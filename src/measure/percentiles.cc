#include "measure/percentiles.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace assay {

double percentile(std::span<const double> ascending, double q) {
  assert(!ascending.empty());
  const double place = q * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  return std::lerp(ascending[below], ascending[above], place - static_cast<double>(below));
}

Spread spread_of(std::vector<double> values) {
  std::ranges::sort(values);
  return {.median = percentile(values, 0.5),
          .least = values.front(),
          .most = values.back(),
          .repeats = values.size()};
}

}  // namespace assay
