#include "assay/metric/instruction.h"

#include <algorithm>
#include <cassert>
#include <map>

namespace assay {

double rank_change_score(std::size_t original_rank, std::size_t changed_rank) {
  assert(original_rank > 0 && changed_rank > 0);
  // Reciprocals divided by each other, as in mteb: a plain quotient of the ranks differs in the
  // last bit.
  const double original = 1 / static_cast<double>(original_rank);
  const double changed = 1 / static_cast<double>(changed_rank);
  return original_rank >= changed_rank ? original / changed - 1 : 1 - changed / original;
}

std::optional<double> p_mrr(std::span<const std::vector<RankChange>> queries) {
  double sum = 0;
  std::size_t count = 0;
  for (const std::vector<RankChange>& documents : queries) {
    if (documents.empty()) continue;
    double of_query = 0;
    for (const RankChange& ranks : documents) {
      of_query += rank_change_score(ranks.original, ranks.changed);
    }
    sum += of_query / static_cast<double>(documents.size());
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

std::vector<double> group_minima(std::span<const std::size_t> groups,
                                 std::span<const double> values) {
  assert(groups.size() == values.size());
  std::map<std::size_t, double> by_group;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [minimum, is_new] = by_group.try_emplace(groups[i], values[i]);
    if (!is_new) minimum->second = std::min(minimum->second, values[i]);
  }
  std::vector<double> minima;
  for (const auto& [group, minimum] : by_group) minima.push_back(minimum);
  return minima;
}

std::optional<double> mean_of_group_minima(std::span<const std::size_t> groups,
                                           std::span<const double> values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  const std::vector<double> minima = group_minima(groups, values);
  for (const double minimum : minima) sum += minimum;
  return sum / static_cast<double>(minima.size());
}

}  // namespace assay
