#include "assay/metric/ranking.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace assay {
namespace {

double discounted(std::int32_t relevance, std::size_t index) {
  return static_cast<double>(relevance) / std::log2(static_cast<double>(index + 2));
}

std::size_t count_relevant(const JudgedRanking& ranking, std::size_t k) {
  const auto end =
      ranking.results.begin() + static_cast<std::ptrdiff_t>(std::min(k, ranking.results.size()));
  return static_cast<std::size_t>(
      std::count_if(ranking.results.begin(), end, [](std::int32_t r) { return r >= 1; }));
}

}  // namespace

std::vector<RankingScores> score_ranking(const JudgedRanking& ranking,
                                         std::span<const std::size_t> k_values) {
  assert(std::ranges::adjacent_find(k_values, std::greater_equal<>{}) == k_values.end());
  assert(k_values.empty() || k_values.front() > 0);
  const double num_relevant = static_cast<double>(ranking.relevant.size());
  std::vector<RankingScores> scores;
  scores.reserve(k_values.size());
  double gain = 0;
  double ideal_gain = 0;
  double precision_sum = 0;
  std::size_t found = 0;
  std::size_t first_rank = 0;  // 0: none yet
  std::size_t i = 0;
  for (const std::size_t k : k_values) {
    for (; i < k && i < std::max(ranking.results.size(), ranking.relevant.size()); ++i) {
      if (i < ranking.relevant.size()) ideal_gain += discounted(ranking.relevant[i], i);
      if (i >= ranking.results.size() || ranking.results[i] < 1) continue;
      gain += discounted(ranking.results[i], i);
      ++found;
      precision_sum += static_cast<double>(found) / static_cast<double>(i + 1);
      if (first_rank == 0) first_rank = i + 1;
    }
    RankingScores at_k;
    if (ideal_gain > 0) at_k.ndcg = gain / ideal_gain;
    if (num_relevant > 0) {
      at_k.map = precision_sum / num_relevant;
      at_k.recall = static_cast<double>(found) / num_relevant;
    }
    at_k.precision = static_cast<double>(found) / static_cast<double>(k);
    at_k.hit_rate = found > 0 ? 1 : 0;
    at_k.mrr = first_rank > 0 ? 1 / static_cast<double>(first_rank) : 0;
    scores.push_back(at_k);
  }
  return scores;
}

double capped_recall(const JudgedRanking& ranking, std::size_t k) {
  assert(k > 0 && !ranking.relevant.empty());
  return static_cast<double>(count_relevant(ranking, k)) /
         static_cast<double>(std::min(ranking.relevant.size(), k));
}

}  // namespace assay
