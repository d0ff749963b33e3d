#include <algorithm>
#include <numeric>

#include "assay/uncertainty.h"

namespace assay {
namespace {

// The jackknife asks for as many scores as there are groups, each of which takes time that grows
// with the rows.
constexpr std::size_t kMostGroups = 1000;

}  // namespace

std::vector<double> RowStatistic::influence(std::size_t model) const {
  const std::size_t n = rows();
  const std::size_t groups = std::min(n, kMostGroups);
  std::vector<double> influences(groups, 0.0);
  if (groups < 2) return influences;
  std::vector<double> without(groups);
  std::vector<std::uint32_t> counts(n, 1);
  for (std::size_t g = 0; g < groups; ++g) {
    for (std::size_t i = g; i < n; i += groups) counts[i] = 0;
    const auto score = this->score(model, counts);
    for (std::size_t i = g; i < n; i += groups) counts[i] = 1;
    if (!score) return influences;  // no acceleration and no error can be had
    without[g] = *score;
  }
  const auto count = static_cast<double>(groups);
  const double mean = std::accumulate(without.begin(), without.end(), 0.0) / count;
  for (std::size_t g = 0; g < groups; ++g) influences[g] = (count - 1) * (mean - without[g]);
  return influences;
}

}  // namespace assay
