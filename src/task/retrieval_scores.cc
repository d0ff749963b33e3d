#include "task/retrieval_scores.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <functional>

#include "base/python_round.h"

namespace assay {
namespace {

constexpr int kDecimals = 5;

std::string key_of(const RankingMetric& metric, std::size_t k) {
  return std::string(metric.name) + "_at_" + std::to_string(k);
}

std::vector<double> column(const ScoresPerQuery& scores, const RankingMetric& metric,
                           std::size_t cut) {
  std::vector<double> values;
  values.reserve(scores.size());
  for (const auto& query : scores) values.push_back(query[cut].*metric.value);
  return values;
}

// In the order of the queries, one by one, as Python's sum() does.
double plain_mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

struct NamedConfidence {
  const char* name;
  std::vector<double> values;
};

std::array<NamedConfidence, 3> confidences_of(std::span<const ScoredQuery> queries) {
  std::array<NamedConfidence, 3> columns{{{"max", {}}, {"std", {}}, {"diff1", {}}}};
  for (const ScoredQuery& query : queries) {
    columns[0].values.push_back(query.confidence.max);
    columns[1].values.push_back(query.confidence.std);
    columns[2].values.push_back(query.confidence.diff1);
  }
  return columns;
}

}  // namespace

ScoredQuery judge(std::span<const Hit> hits, std::span<const Judgement> judgements) {
  ScoredQuery query;
  query.ranking.results.reserve(hits.size());
  std::vector<float> scores;
  scores.reserve(hits.size());
  for (const Hit& hit : hits) {
    const auto found = std::ranges::lower_bound(judgements, hit.document, {}, &Judgement::document);
    const bool judged = found != judgements.end() && found->document == hit.document;
    query.ranking.results.push_back(judged ? found->relevance : 0);
    scores.push_back(hit.score);
  }
  for (const Judgement& judgement : judgements) {
    if (judgement.relevance >= 1) query.ranking.relevant.push_back(judgement.relevance);
  }
  std::ranges::sort(query.ranking.relevant, std::greater<>{});
  query.confidence = confidence_of(scores);
  return query;
}

ScoresPerQuery score_queries(std::span<const ScoredQuery> queries,
                             std::span<const std::size_t> k_values) {
  ScoresPerQuery scores;
  scores.reserve(queries.size());
  for (const ScoredQuery& query : queries) {
    scores.push_back(score_ranking(query.ranking, k_values));
  }
  return scores;
}

Json retrieval_scores(std::span<const ScoredQuery> queries, const ScoresPerQuery& scores,
                      std::span<const std::size_t> k_values) {
  assert(!queries.empty() && queries.size() == scores.size());
  Json block = Json::object();
  const auto add_rounded = [&](const RankingMetric& metric) {
    for (std::size_t cut = 0; cut < k_values.size(); ++cut) {
      block[key_of(metric, k_values[cut])] =
          python_round(plain_mean(column(scores, metric, cut)), kDecimals);
    }
  };
  add_rounded(kNdcg);
  add_rounded(kMap);
  add_rounded(kRecall);
  if (const auto first = block.find("recall_at_1"); first != block.end()) {
    block["accuracy"] = first->get<double>();
  }
  add_rounded(kPrecision);
  for (std::size_t cut = 0; cut < k_values.size(); ++cut) {
    block[key_of(kMrr, k_values[cut])] = plain_mean(column(scores, kMrr, cut));
  }
  const auto confidences = confidences_of(queries);
  for (const RankingMetric& metric : {kNdcg, kMap, kRecall, kPrecision, kMrr}) {
    for (std::size_t cut = 0; cut < k_values.size(); ++cut) {
      const auto values = column(scores, metric, cut);
      for (const NamedConfidence& confidence : confidences) {
        const auto score = nauc(confidence.values, values);
        block["nauc_" + key_of(metric, k_values[cut]) + "_" + confidence.name] =
            score ? Json(*score) : Json(nullptr);
      }
    }
  }
  add_rounded(kHitRate);
  return block;
}

}  // namespace assay
