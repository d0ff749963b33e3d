#include "task/retrieval_task.h"

#include <algorithm>
#include <utility>

#include "assay/error.h"
#include "task/first_stage.h"
#include "task/phase_clock.h"
#include "task/retrieval_extras.h"
#include "task/retrieval_scores.h"
#include "task/retrieval_search.h"
#include "task/row_evaluation.h"

namespace assay {
namespace {

const std::vector<std::size_t> kDefaultCuts{1, 3, 5, 10, 20, 100, 1000};

std::vector<std::size_t> cuts_of(const TaskInfo& info) {
  const auto cuts = info.settings.value("k_values", kDefaultCuts);
  const bool ascending = std::ranges::adjacent_find(cuts, std::greater_equal<>{}) == cuts.end();
  if (cuts.empty() || cuts.front() == 0 || !ascending) {
    throw Error(ErrorKind::kBadData, info.name + ": k_values have to be positive and ascending");
  }
  return cuts;
}

class RetrievalTask final : public Task {
 public:
  RetrievalTask(TaskInfo info, RetrievalLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        cuts_(cuts_of(info_)),
        ignore_identical_ids_(info_.settings.value("ignore_identical_ids", false)),
        skip_first_result_(info_.settings.value("skip_first_result", false)) {}

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // There is no random state.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    Evaluation evaluation;
    PhaseClock clock(split, subset);
    if (options.progress != nullptr) options.progress->begin("load " + info_.name, 0, "");
    RetrievalData data = load_(split, subset);
    if (options.first_stage != nullptr) {
      set_candidates(data, *options.first_stage, info_.name, split, subset);
    }
    evaluation.facts = data.facts;
    if (data.candidates) evaluation.facts["ranks_candidates"] = true;
    clock.finish_phase("Data loading", evaluation.phases);

    const SearchRequest request{
        .data = data,
        .task = info_,
        .options = options,
        .num_queries =
            options.limit == 0 ? data.queries.size() : std::min(options.limit, data.queries.size()),
        .k = options.first_stage != nullptr ? options.first_stage->top_k : cuts_.back()};
    if (request.num_queries < data.queries.size()) {
      evaluation.facts["queries_evaluated"] = request.num_queries;
    }
    Rankings rankings = search(request, model, evaluation.encode);
    clock.finish_phase("Encoding queries and documents", evaluation.phases);

    drop_excluded_results(rankings, data);
    evaluation.scores = score(rankings, data, subset, evaluation.per_query);
    if (options.first_stage != nullptr) {
      evaluation.scores.scores["previous_results_model_meta"] = {
          {"model_name", options.first_stage->model},
          {"revision", options.first_stage->revision.empty()
                           ? Json(nullptr)
                           : Json(options.first_stage->revision)}};
    }
    if (options.keep_rankings) evaluation.rankings = with_ids(rankings, data);
    clock.finish_phase("Scoring", evaluation.phases);
    if (options.progress != nullptr) options.progress->end();
    return evaluation;
  }

 private:
  Rankings search(const SearchRequest& request, Model& model, EncodeStats& stats) const {
    if (Encoder* encoder = model.as_encoder()) return search_with_encoder(request, *encoder, stats);
    if (Searcher* searcher = model.as_searcher()) return search_with_searcher(request, *searcher);
    throw Error(ErrorKind::kNotSupported,
                info_.name + ": '" + model.info().name + "' can neither encode texts nor search");
  }

  // After the cut to k, as in mteb: a query can then have fewer than k results.
  void drop_excluded_results(Rankings& rankings, const RetrievalData& data) const {
    for (std::size_t q = 0; q < rankings.size(); ++q) {
      auto& hits = rankings[q];
      if (ignore_identical_ids_) {
        std::erase_if(hits, [&](const Hit& hit) {
          return data.document_ids[hit.document] == data.query_ids[q];
        });
      }
      if (skip_first_result_ && !hits.empty()) hits.erase(hits.begin());
    }
  }

  SubsetScores score(const Rankings& rankings, const RetrievalData& data, const std::string& subset,
                     Json& per_query) const {
    std::vector<ScoredQuery> queries;
    queries.reserve(rankings.size());
    for (std::size_t q = 0; q < rankings.size(); ++q) {
      queries.push_back(judge(rankings[q], data.judgements[q]));
    }
    const ScoresPerQuery scores = score_queries(queries, cuts_);
    Json block = retrieval_scores(queries, scores, cuts_);
    per_query = scores_by_query(scores, data);
    if (const Json extra = info_.entry.value("extra_scores", Json()); extra.is_string()) {
      add_extra_scores(extra.get<std::string>(),
                       {.data = data,
                        .rankings = rankings,
                        .queries = queries,
                        .scores = scores,
                        .k_values = cuts_,
                        .main_score = info_.main_score},
                       block, per_query);
    }
    return subset_scores(info_, subset, std::move(block));
  }

  // {"ids": [...], "ndcg_at_1": [...], ...}: what paired tests need. Some cut-offs and the main
  // score: all of them would make the side file of a large task tens of megabytes.
  Json scores_by_query(const ScoresPerQuery& scores, const RetrievalData& data) const {
    Json table = Json::object();
    Json ids = Json::array();
    for (std::size_t q = 0; q < scores.size(); ++q) ids.push_back(data.query_ids[q]);
    table["ids"] = std::move(ids);
    for (const RankingMetric& metric : {kNdcg, kMap, kRecall, kPrecision, kMrr, kHitRate}) {
      for (std::size_t cut = 0; cut < cuts_.size(); ++cut) {
        const std::size_t k = cuts_[cut];
        const std::string name = std::string(metric.name) + "_at_" + std::to_string(k);
        if (k != 1 && k != 10 && k != 100 && name != info_.main_score) continue;
        Json values = Json::array();
        for (const auto& query : scores) values.push_back(query[cut].*metric.value);
        table[name] = std::move(values);
      }
    }
    return table;
  }

  static std::vector<Evaluation::Ranking> with_ids(const Rankings& rankings,
                                                   const RetrievalData& data) {
    std::vector<Evaluation::Ranking> named(rankings.size());
    for (std::size_t q = 0; q < rankings.size(); ++q) {
      named[q].query_id = data.query_ids[q];
      for (const Hit& hit : rankings[q]) {
        named[q].documents.emplace_back(data.document_ids[hit.document], hit.score);
      }
    }
    return named;
  }

  TaskInfo info_;
  RetrievalLoader load_;
  std::vector<std::size_t> cuts_;
  bool ignore_identical_ids_;
  bool skip_first_result_;
};

}  // namespace

std::unique_ptr<Task> make_retrieval_task(TaskInfo info, RetrievalLoader load) {
  return std::make_unique<RetrievalTask>(std::move(info), std::move(load));
}

}  // namespace assay
