#include "task/bitext_task.h"

#include <map>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "assay/metric/bitext.h"
#include "task/own_similarity.h"
#include "task/pair_input.h"

namespace assay {
namespace {

using Places = std::vector<std::uint32_t>;

Places row_numbers(std::size_t rows) {
  Places places(rows);
  std::iota(places.begin(), places.end(), 0U);
  return places;
}

// The sentences of both sides and where each query's translation is in the second list.
struct Bitext {
  std::vector<std::string> queries;
  std::vector<std::string> candidates;
  Places gold;
};

Bitext aligned_rows(const RowTable& rows) {
  return {rows.strings("sentence1"), rows.strings("sentence2"), row_numbers(rows.rows())};
}

// One row of lists: sentence1 (the queries), sentence2 (all candidates, usually more), gold: per
// query the place of its translation, or [anything, place] as in BUCC.
Bitext lists_with_gold(const RowTable& rows) {
  if (rows.rows() != 1) {
    throw Error(ErrorKind::kBadData,
                rows.where() + ": with a column 'gold' all is in one row of lists; found " +
                    std::to_string(rows.rows()) + " rows");
  }
  Bitext bitext{rows.string_lists("sentence1").front(), rows.string_lists("sentence2").front(), {}};
  const Json& gold = rows.column("gold").front();
  if (!gold.is_array() || gold.size() != bitext.queries.size()) {
    throw Error(ErrorKind::kBadData, rows.place(0, "gold") + ": expected a list of " +
                                         std::to_string(bitext.queries.size()) +
                                         " places, one for each of sentence1");
  }
  for (const Json& entry : gold) {
    const Json& place = entry.is_array() && entry.size() == 2 ? entry[1] : entry;
    if (!place.is_number_integer() || place.get<std::int64_t>() < 0 ||
        place.get<std::uint64_t>() >= bitext.candidates.size()) {
      throw Error(ErrorKind::kBadData, rows.place(0, "gold") + ": expected a place among the " +
                                           std::to_string(bitext.candidates.size()) +
                                           " sentences of sentence2, found " + entry.dump());
    }
    bitext.gold.push_back(place.get<std::uint32_t>());
  }
  return bitext;
}

Json scores_of(const Places& gold, const Places& found) {
  const MatchScores scores = score_matches(gold, found);
  return {{"precision", scores.precision},
          {"recall", scores.recall},
          {"f1", scores.f1},
          {"accuracy", scores.accuracy}};
}

// F1 of a query is that of its sentence: their mean is the F1 of the subset.
Json table_of(const Places& gold, const Places& found) {
  std::map<std::uint32_t, std::uint32_t> times_gold;
  std::map<std::uint32_t, std::uint32_t> times_found;
  std::map<std::uint32_t, std::uint32_t> times_right;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    ++times_gold[gold[i]];
    ++times_found[found[i]];
    if (gold[i] == found[i]) ++times_right[gold[i]];
  }
  Json accuracy = Json::array();
  Json f1 = Json::array();
  for (std::size_t i = 0; i < gold.size(); ++i) {
    accuracy.push_back(gold[i] == found[i] ? 1 : 0);
    f1.push_back(2.0 * times_right[gold[i]] / (times_gold[gold[i]] + times_found[gold[i]]));
  }
  Json table = table_of_rows(gold.size());
  table["f1"] = std::move(f1);
  table["accuracy"] = std::move(accuracy);
  return table;
}

class BitextTask final : public Task {
 public:
  BitextTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        is_parallel_(info_.settings.value("parallel_subsets", false)) {}

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // There is no random state.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    return is_parallel_ ? evaluate_parallel(evaluation, split, subset)
                        : evaluate_pair(evaluation, split);
  }

 private:
  Evaluation evaluate_pair(RowEvaluation& evaluation, const std::string& split) const {
    RowTable rows = evaluation.load(load_, split);
    const bool has_gold = rows.has_column("gold");
    if (!has_gold) evaluation.apply_limit(rows);
    Bitext bitext = has_gold ? lists_with_gold(rows) : aligned_rows(rows);
    const std::size_t limit = evaluation.options().limit;
    if (has_gold) {
      if (limit != 0 && limit < bitext.queries.size()) {
        bitext.queries.resize(limit);
        bitext.gold.resize(limit);
        evaluation.result().facts["rows_evaluated"] = limit;
      }
      evaluation.result().facts["rows"] = bitext.candidates.size();
    }
    if (bitext.queries.empty()) {
      throw Error(ErrorKind::kBadData, rows.where() + ": there are no sentences");
    }
    Matrix queries = evaluation.encode(bitext.queries, Role::kNone, "Encoding samples 1");
    Matrix candidates = evaluation.encode(bitext.candidates, Role::kNone, "Encoding samples 2");
    return score(evaluation, std::move(queries), std::move(candidates), bitext.gold);
  }

  Evaluation evaluate_parallel(RowEvaluation& evaluation, const std::string& split,
                               const std::string& subset) {
    const auto dash = subset.find('-');
    if (dash == std::string::npos) {
      throw Error(ErrorKind::kBadData,
                  info_.name + ": subset '" + subset + "' is not <language>-<language>");
    }
    prepare_parallel(evaluation, split);
    const Matrix& first = vectors_of(evaluation, subset.substr(0, dash));
    const Matrix& second = vectors_of(evaluation, subset.substr(dash + 1));
    return score(evaluation, first.clone(), second.clone(), row_numbers(first.rows()));
  }

  // The table of all languages, read once per split, and no vectors of another model or limit.
  void prepare_parallel(RowEvaluation& evaluation, const std::string& split) {
    const ModelInfo& model = evaluation.model_info();
    const std::string key = split + "\n" + model.name + "\n" + model.revision + "\n" +
                            model.settings.dump() + "\n" +
                            std::to_string(evaluation.options().limit);
    if (key != parallel_key_) {
      parallel_key_.clear();
      languages_.clear();
      parallel_rows_ = evaluation.load(
          [&](const std::string& name, const std::string&) { return load_(name, "default"); },
          split);
      evaluation.apply_limit(parallel_rows_);
      parallel_facts_ = evaluation.result().facts;
      parallel_key_ = key;
    }
    evaluation.result().facts = parallel_facts_;
  }

  const Matrix& vectors_of(RowEvaluation& evaluation, const std::string& language) {
    const auto known = languages_.find(language);
    if (known != languages_.end()) return known->second;
    const auto sentences = parallel_rows_.strings(language);
    Matrix vectors = evaluation.encode(sentences, Role::kNone, "Encoding " + language);
    return languages_.emplace(language, std::move(vectors)).first->second;
  }

  static Evaluation score(RowEvaluation& evaluation, Matrix queries, Matrix candidates,
                          const Places& gold) {
    const Places found =
        most_similar(std::move(queries), std::move(candidates), evaluation.model_info().similarity,
                     evaluation.options().threads);
    evaluation.result().per_query = table_of(gold, found);
    return evaluation.finish(scores_of(gold, found));
  }

  TaskInfo info_;
  RowLoader load_;
  bool is_parallel_;
  std::string parallel_key_;  // what the members below belong to
  RowTable parallel_rows_;
  Json parallel_facts_;
  std::map<std::string, Matrix> languages_;
};

}  // namespace

std::unique_ptr<Task> make_bitext_task(TaskInfo info, RowLoader load) {
  return std::make_unique<BitextTask>(std::move(info), std::move(load));
}

}  // namespace assay
