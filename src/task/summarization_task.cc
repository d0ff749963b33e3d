#include "task/summarization_task.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "assay/metric/correlation.h"
#include "math/float32_sums.h"
#include "math/numpy_sum.h"
#include "task/document_search.h"
#include "task/pair_input.h"

namespace assay {
namespace {

using Numbers = std::vector<double>;
using Lists = std::vector<std::vector<std::string>>;

// A text that was summarised: what people think of each machine summary, and how like each is to
// the human summary it is most like.
struct Row {
  Numbers gold;
  Numbers own;
  Numbers cosine;
  Numbers dot;
};

bool all_equal(const Numbers& values) {
  return std::ranges::all_of(values, [&](double v) { return v == values.front(); });
}

std::vector<std::string> flatten(const Lists& lists) {
  std::vector<std::string> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

// The largest similarity of x to the rows [begin, end) of `humans`.
template <typename Measure>
double largest(std::span<const float> x, const Matrix& humans, std::size_t begin, std::size_t end,
               Measure measure) {
  float best = -std::numeric_limits<float>::infinity();
  for (std::size_t i = begin; i < end; ++i) best = std::max(best, measure(x, humans.row(i)));
  return best;
}

// One correlation of every row that counts; with the old evaluator also its p-value.
struct Collected {
  std::string name;
  Numbers values;
  std::string undefined;  // why there is no mean
  Json per_row = Json::array();
};

class SummarizationTask final : public Task {
 public:
  SummarizationTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        human_column_(info_.settings.value("human_summaries_column_name", "human_summaries")),
        machine_column_(info_.settings.value("machine_summaries_column_name", "machine_summaries")),
        relevance_column_(info_.settings.value("relevancy_column_name", "relevance")),
        min_score_(number_setting("min_score")),
        max_score_(number_setting("max_score")),
        counts_p_values_(info_.settings.value("evaluator", "SummarizationEvaluator") ==
                         "DeprecatedSummarizationEvaluator") {
    if (!(max_score_ > min_score_)) {
      throw Error(ErrorKind::kBadData, info_.name + ": max_score has to be above min_score");
    }
  }

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // There is no random state.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    RowTable table = evaluation.load(load_, split);
    evaluation.apply_limit(table);
    const Lists human = table.string_lists(human_column_);
    const Lists machine = table.string_lists(machine_column_);
    std::vector<Row> rows = gold_of(table, human, machine);
    const Matrix humans =
        evaluation.encode(flatten(human), Role::kNone, "Encoding human summaries");
    const Matrix machines =
        evaluation.encode(flatten(machine), Role::kNone, "Encoding machine summaries");
    compare(rows, human, humans, machines, evaluation.model_info().similarity);
    return evaluation.finish(score(rows, evaluation.result()));
  }

 private:
  [[nodiscard]] double number_setting(const char* name) const {
    const Json value = info_.settings.value(name, Json());
    if (value.is_number()) return value.get<double>();
    throw Error(ErrorKind::kBadData, info_.name + ": the setting " + name + " has to be a number");
  }

  std::vector<Row> gold_of(const RowTable& table, const Lists& human, const Lists& machine) const {
    const std::vector<Json>& relevance = table.column(relevance_column_);
    std::vector<Row> rows(table.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!relevance[i].is_array() || relevance[i].size() != machine[i].size()) {
        throw Error(ErrorKind::kBadData, table.place(i, relevance_column_) +
                                             ": expected a list of " +
                                             std::to_string(machine[i].size()) +
                                             " numbers, one for each of " + machine_column_);
      }
      if (human[i].empty() || machine[i].empty()) {
        throw Error(ErrorKind::kBadData,
                    table.place(i, human[i].empty() ? human_column_ : machine_column_) +
                        ": there is no summary");
      }
      for (const Json& value : relevance[i]) {
        if (!value.is_number()) {
          throw Error(ErrorKind::kBadData, table.place(i, relevance_column_) +
                                               ": expected numbers, found " + value.type_name());
        }
        rows[i].gold.push_back((value.get<double>() - min_score_) / (max_score_ - min_score_));
      }
    }
    return rows;
  }

  static void compare(std::vector<Row>& rows, const Lists& human, const Matrix& humans,
                      const Matrix& machines, Similarity similarity) {
    Matrix unit_humans = humans.clone();
    Matrix unit_machines = machines.clone();
    prepare_rows(unit_humans, Similarity::kCosine);
    prepare_rows(unit_machines, Similarity::kCosine);
    const auto own = [&](std::span<const float> x, std::span<const float> y) {
      return similarity_of(x, y, similarity);
    };
    std::size_t machine = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t end = begin + human[i].size();
      for (std::size_t m = 0; m < rows[i].gold.size(); ++m, ++machine) {
        const auto x = machines.row(machine);
        const double cosine =
            largest(unit_machines.row(machine), unit_humans, begin, end, blas_dot);
        const double dot = largest(x, humans, begin, end, blas_dot);
        rows[i].cosine.push_back(cosine);
        rows[i].dot.push_back(dot);
        rows[i].own.push_back(similarity == Similarity::kCosine ? cosine
                              : similarity == Similarity::kDot
                                  ? dot
                                  : largest(x, humans, begin, end, own));
      }
      begin = end;
    }
  }

  Json score(const std::vector<Row>& rows, Evaluation& result) const {
    std::array<Collected, 6> all{{{.name = "pearson"},
                                  {.name = "spearman"},
                                  {.name = "cosine_spearman"},
                                  {.name = "cosine_pearson"},
                                  {.name = "dot_pearson"},
                                  {.name = "dot_spearman"}}};
    std::size_t kept = 0;
    for (const Row& row : rows) {
      const bool says_nothing = all_equal(row.gold) || all_equal(row.dot) || all_equal(row.cosine);
      if (!says_nothing) ++kept;
      for (Collected& one : all) collect(row, says_nothing, one);
    }
    result.facts["rows_skipped"] = rows.size() - kept;
    result.per_query = table_of_rows(rows.size());
    Json scores = Json::object();
    for (Collected& one : all) {
      if (one.values.empty()) one.undefined = "no row has different ratings and similarities";
      scores[one.name] = one.undefined.empty() ? Json(numpy_mean(one.values)) : Json(nullptr);
      if (!one.undefined.empty()) note_undefined(result, one.name, one.undefined);
      result.per_query[one.name] = std::move(one.per_row);
    }
    return scores;
  }

  void collect(const Row& row, bool says_nothing, Collected& one) const {
    if (says_nothing) {
      one.per_row.push_back(nullptr);
      return;
    }
    const Numbers& predicted = one.name.starts_with("cosine") ? row.cosine
                               : one.name.starts_with("dot")  ? row.dot
                                                              : row.own;
    const bool is_spearman = one.name.ends_with("spearman");
    const auto r = is_spearman ? spearman(row.gold, predicted) : pearson(row.gold, predicted);
    one.per_row.push_back(r ? Json(*r) : Json(nullptr));
    if (!r) {
      one.undefined = "all similarities of a row are equal";
      return;
    }
    one.values.push_back(*r);
    if (!counts_p_values_) return;
    // mteb's old evaluator takes the mean over SciPy's whole result, p-values included.
    if (row.gold.size() > 2) {
      one.values.push_back(two_sided_p_value(*r, row.gold.size()));
    } else if (is_spearman) {
      one.undefined = "Spearman's correlation of two summaries has no p-value";
    } else {
      one.values.push_back(1);
    }
  }

  TaskInfo info_;
  RowLoader load_;
  std::string human_column_;
  std::string machine_column_;
  std::string relevance_column_;
  double min_score_;
  double max_score_;
  bool counts_p_values_;
};

}  // namespace

std::unique_ptr<Task> make_summarization_task(TaskInfo info, RowLoader load) {
  return std::make_unique<SummarizationTask>(std::move(info), std::move(load));
}

}  // namespace assay
