#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "assay/dataset.h"
#include "assay/hit.h"
#include "assay/json.h"
#include "assay/metric.h"

namespace assay {

// A query's results as the metrics need them.
struct ScoredQuery {
  JudgedRanking ranking;
  Confidence confidence;
};

// Looks the results up in the judgements. `hits`: best first, ties broken. `judgements`: ascending
// document, as in RetrievalData.
[[nodiscard]] ScoredQuery judge(std::span<const Hit> hits, std::span<const Judgement> judgements);

// score_ranking for every query: [query][cut-off].
using ScoresPerQuery = std::vector<std::vector<RankingScores>>;
[[nodiscard]] ScoresPerQuery score_queries(std::span<const ScoredQuery> queries,
                                           std::span<const std::size_t> k_values);

// One of the metrics, by the name it has in result files.
struct RankingMetric {
  const char* name;
  double RankingScores::* value;
};
inline constexpr RankingMetric kNdcg{"ndcg", &RankingScores::ndcg};
inline constexpr RankingMetric kMap{"map", &RankingScores::map};
inline constexpr RankingMetric kRecall{"recall", &RankingScores::recall};
inline constexpr RankingMetric kPrecision{"precision", &RankingScores::precision};
inline constexpr RankingMetric kMrr{"mrr", &RankingScores::mrr};
inline constexpr RankingMetric kHitRate{"hit_rate", &RankingScores::hit_rate};

// The flat score object of mteb's retrieval tasks, keys in mteb's order, null for an undefined
// nauc. All but mrr and nauc are rounded to 5 decimals, as there. 148 keys for 7 cut-offs;
// `accuracy` (recall_at_1) only when 1 is among them. REQUIRES: at least one query.
[[nodiscard]] Json retrieval_scores(std::span<const ScoredQuery> queries,
                                    const ScoresPerQuery& scores,
                                    std::span<const std::size_t> k_values);

}  // namespace assay
