#include <algorithm>
#include <numeric>
#include <utility>

#include "assay/benchmark.h"

namespace assay {
namespace {

// Ranks from 1, largest score first; those who share a score share the average of their places.
std::vector<std::pair<std::size_t, double>> average_ranks(
    std::vector<std::pair<double, std::size_t>> scored) {
  std::ranges::sort(scored, std::greater<>{}, [](const auto& entry) { return entry.first; });
  std::vector<std::pair<std::size_t, double>> ranks;
  for (std::size_t begin = 0; begin < scored.size();) {
    std::size_t end = begin;
    while (end < scored.size() && scored[end].first == scored[begin].first) ++end;
    const double rank = static_cast<double>(begin + 1 + end) / 2;
    for (; begin < end; ++begin) ranks.emplace_back(scored[begin].second, rank);
  }
  return ranks;
}

}  // namespace

BordaRanks rank_by_borda(std::span<const std::vector<std::optional<double>>> scores,
                         std::size_t models_in_table) {
  BordaRanks result;
  result.points.resize(scores.size());
  const std::size_t columns = scores.empty() ? 0 : scores.front().size();
  for (std::size_t column = 0; column < columns; ++column) {
    std::vector<std::pair<double, std::size_t>> scored;
    for (std::size_t model = 0; model < scores.size(); ++model) {
      if (const auto& score = scores[model][column]) scored.emplace_back(*score, model);
    }
    for (const auto& [model, rank] : average_ranks(std::move(scored))) {
      result.points[model] += static_cast<double>(models_in_table) - rank;
    }
  }
  for (const double own : result.points) {
    result.ranks.push_back(1 + static_cast<std::size_t>(std::ranges::count_if(
                                   result.points, [&](double other) { return other > own; })));
  }
  return result;
}

}  // namespace assay
