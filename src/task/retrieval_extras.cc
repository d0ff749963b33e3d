#include "task/retrieval_extras.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assay/error.h"
namespace assay {
namespace {

Json nullable(const std::optional<double>& score) { return score ? Json(*score) : Json(nullptr); }

std::size_t cut_of(const RetrievalOutcome& outcome, std::size_t k) {
  const auto found = std::ranges::find(outcome.k_values, k);
  if (found == outcome.k_values.end()) {
    throw Error(ErrorKind::kBadData,
                "an extra score needs the cut-off " + std::to_string(k) + " among k_values");
  }
  return static_cast<std::size_t>(found - outcome.k_values.begin());
}

std::vector<double> values_at(const RetrievalOutcome& outcome, std::size_t k,
                              const RankingMetric& metric) {
  const std::size_t cut = cut_of(outcome, k);
  std::vector<double> values;
  for (const auto& query : outcome.scores) values.push_back(query[cut].*metric.value);
  return values;
}

// Numbers the groups of queries that `name_of` gives the same name, in the order of their first query.
struct Groups {
  std::vector<std::size_t> of_query;
  std::vector<std::string> names;
};
Groups group_queries(const RetrievalOutcome& outcome,
                     const std::function<std::string_view(std::string_view)>& name_of) {
  Groups groups;
  std::unordered_map<std::string, std::size_t> numbers;
  for (std::size_t q = 0; q < outcome.rankings.size(); ++q) {
    std::string name(name_of(outcome.data.query_ids[q]));
    const auto [number, is_new] = numbers.try_emplace(name, groups.names.size());
    if (is_new) groups.names.push_back(std::move(name));
    groups.of_query.push_back(number->second);
  }
  return groups;
}

// A value of each group as a column over the queries: at the group's first query.
Json column_of(const Groups& groups, std::span<const double> values) {
  Json column = Json::array();
  std::size_t next = 0;
  for (const std::size_t group : groups.of_query) {
    const bool is_first = group == next;
    column.push_back(is_first ? Json(values[group]) : Json(nullptr));
    if (is_first) ++next;
  }
  return column;
}

std::string_view before_first_mark(std::string_view id) { return id.substr(0, id.find('_')); }

// "" without a mark, as in mteb: all such queries are one group.
std::string_view before_last_mark(std::string_view id) {
  const std::size_t mark = id.rfind('_');
  return mark == std::string_view::npos ? std::string_view() : id.substr(0, mark);
}

Json scores_of(std::span<const ScoredQuery> queries, std::span<const std::size_t> k_values) {
  if (queries.empty()) return Json::object();
  return retrieval_scores(queries, score_queries(queries, k_values), k_values);
}

// 1 + the number of better results; one more than all of them for a document that was not found.
// A document that is not in the corpus cannot be found either.
std::size_t rank_of(std::string_view document, std::span<const Hit> hits,
                    const RetrievalData& data) {
  const auto found = std::ranges::find_if(
      hits, [&](const Hit& hit) { return data.document_ids[hit.document] == document; });
  return static_cast<std::size_t>(found - hits.begin()) + 1;
}

constexpr std::string_view kOriginal = "-og";
constexpr std::string_view kChanged = "-changed";

void add_p_mrr(const RetrievalOutcome& outcome, Json& block, Json& columns) {
  std::unordered_map<std::string_view, std::size_t> place;
  std::vector<ScoredQuery> original;
  std::vector<ScoredQuery> changed;
  for (std::size_t q = 0; q < outcome.rankings.size(); ++q) {
    const std::string_view id = outcome.data.query_ids[q];
    place.emplace(id, q);
    (id.ends_with(kOriginal) ? original : changed).push_back(outcome.queries[q]);
  }
  std::vector<std::vector<RankChange>> changes;
  Json& column = columns["p-MRR"] = Json(outcome.rankings.size(), nullptr);
  for (const RetrievalData::ChangedDocuments& query : outcome.data.changed_documents) {
    const auto before = place.find(query.query + std::string(kOriginal));
    const auto after = place.find(query.query + std::string(kChanged));
    if (before == place.end() || after == place.end()) continue;  // as mteb
    std::vector<RankChange>& documents = changes.emplace_back();
    for (const std::string& document : query.documents) {
      documents.push_back(
          {.original = rank_of(document, outcome.rankings[before->second], outcome.data),
           .changed = rank_of(document, outcome.rankings[after->second], outcome.data)});
    }
    column[before->second] = nullable(p_mrr(std::span(&documents, 1)));
  }
  block["p-MRR"] = nullable(p_mrr(changes));
  block["og"] = scores_of(original, outcome.k_values);
  block["changed"] = scores_of(changed, outcome.k_values);
}

// Queries that are parts of one: each document gets its best score, and the whole is scored again.
constexpr std::string_view kMaxOver = "max_over_subqueries_";

// Of the merged queries, when the main score is one of theirs.
void add_main_column(const RetrievalOutcome& outcome, const Groups& groups,
                     std::span<const ScoredQuery> merged, Json& columns) {
  const ScoresPerQuery scores = score_queries(merged, outcome.k_values);
  for (const RankingMetric& metric : {kNdcg, kMap, kRecall, kPrecision, kMrr, kHitRate}) {
    for (std::size_t cut = 0; cut < outcome.k_values.size(); ++cut) {
      const std::string name =
          std::string(kMaxOver) + metric.name + "_at_" + std::to_string(outcome.k_values[cut]);
      if (name != outcome.main_score) continue;
      std::vector<double> values;
      for (const auto& query : scores) values.push_back(query[cut].*metric.value);
      columns[name] = column_of(groups, values);
    }
  }
}

void add_max_over_subqueries(const RetrievalOutcome& outcome, Json& block, Json& columns) {
  const Groups groups = group_queries(outcome, before_last_mark);
  std::vector<std::map<std::uint32_t, float>> best(groups.names.size());
  std::vector<std::size_t> last_member(groups.names.size());
  for (std::size_t q = 0; q < outcome.rankings.size(); ++q) {
    const std::size_t group = groups.of_query[q];
    last_member[group] = q;
    for (const Hit& hit : outcome.rankings[q]) {
      const auto [score, is_new] = best[group].try_emplace(hit.document, hit.score);
      if (!is_new) score->second = std::max(score->second, hit.score);
    }
  }
  std::vector<ScoredQuery> merged;
  for (std::size_t group = 0; group < best.size(); ++group) {
    std::vector<Hit> hits;
    for (const auto& [document, score] : best[group]) hits.push_back({document, score});
    std::ranges::sort(hits, [&](const Hit& a, const Hit& b) {
      if (a.score != b.score) return a.score > b.score;
      return outcome.data.document_ids[a.document] > outcome.data.document_ids[b.document];
    });
    merged.push_back(judge(hits, outcome.data.judgements[last_member[group]]));
  }
  const Json scores = scores_of(merged, outcome.k_values);
  for (const auto& [key, value] : scores.items()) block[std::string(kMaxOver) + key] = value;
  add_main_column(outcome, groups, merged, columns);
}

// The mean over the groups, and the groups' own.
void add_minima(const std::string& name, const Groups& groups, std::span<const double> values,
                Json& block, Json& columns) {
  block[name] = nullable(mean_of_group_minima(groups.of_query, values));
  columns[name] = column_of(groups, group_minima(groups.of_query, values));
}

void add_robustness_at_10(const RetrievalOutcome& outcome, Json& block, Json& columns) {
  add_minima("robustness_at_10", group_queries(outcome, before_first_mark),
             values_at(outcome, 10, kNdcg), block, columns);
}

void add_paired_accuracy(const RetrievalOutcome& outcome, Json& block, Json& columns) {
  std::vector<double> right = values_at(outcome, 1, kRecall);
  for (double& value : right) value = value == 1 ? 1 : 0;
  add_minima("paired_accuracy", group_queries(outcome, before_first_mark), right, block, columns);
}

void add_ifir_levels(const RetrievalOutcome& outcome, Json& block, Json& /*columns*/) {
  static constexpr std::array<std::string_view, 3> kLevels = {"v1", "v2", "v3"};
  const std::vector<double> ndcg = values_at(outcome, 20, kNdcg);
  std::array<double, kLevels.size()> sums{};
  std::array<std::size_t, kLevels.size()> counts{};
  for (std::size_t q = 0; q < ndcg.size(); ++q) {
    const auto level = std::ranges::find_if(kLevels, [&](std::string_view name) {
      return outcome.data.query_ids[q].find(name) != std::string_view::npos;
    });
    if (level == kLevels.end()) continue;
    const auto place = static_cast<std::size_t>(level - kLevels.begin());
    sums[place] += ndcg[q];
    ++counts[place];
  }
  Json& levels = block["level_scores"] = Json::object();
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    levels["level_" + std::to_string(i + 1)] =
        counts[i] == 0 ? Json(nullptr) : Json(sums[i] / static_cast<double>(counts[i]));
  }
}

void add_recall_cap(const RetrievalOutcome& outcome, Json& block, Json& /*columns*/) {
  for (const std::size_t k : outcome.k_values) {
    double sum = 0;
    std::size_t count = 0;
    for (const ScoredQuery& query : outcome.queries) {
      if (query.ranking.relevant.empty()) continue;
      sum += capped_recall(query.ranking, k);
      ++count;
    }
    block["R_cap_at_" + std::to_string(k)] = count == 0 ? 0.0 : sum / static_cast<double>(count);
  }
}

struct ExtraScore {
  std::string_view kind;
  void (*add)(const RetrievalOutcome&, Json& block, Json& columns);
};
constexpr std::array kExtraScores{ExtraScore{"p_mrr", add_p_mrr},
                                  ExtraScore{"max_over_subqueries", add_max_over_subqueries},
                                  ExtraScore{"robustness_at_10", add_robustness_at_10},
                                  ExtraScore{"paired_accuracy", add_paired_accuracy},
                                  ExtraScore{"ifir_levels", add_ifir_levels},
                                  ExtraScore{"recall_cap", add_recall_cap}};

}  // namespace

void add_extra_scores(const std::string& kind, const RetrievalOutcome& outcome, Json& block,
                      Json& columns) {
  const auto found = std::ranges::find(kExtraScores, kind, &ExtraScore::kind);
  if (found == kExtraScores.end()) {
    throw Error(ErrorKind::kNotSupported, "not supported yet: the extra scores '" + kind + "'");
  }
  found->add(outcome, block, columns);
}

}  // namespace assay
