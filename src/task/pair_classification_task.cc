#include "task/pair_classification_task.h"

#include <array>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "assay/metric/pair_classification.h"
#include "math/compare_pairs.h"
#include "task/own_similarity.h"
#include "task/pair_input.h"

namespace assay {
namespace {

using Labels = std::vector<std::uint8_t>;

// Similarity or distance of every pair by one measure.
struct Prediction {
  const char* name;
  bool higher_is_alike;
  std::vector<double> values;
};
using Predictions = std::array<Prediction, 5>;

std::vector<double> to_doubles(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

// Old data sets hold all pairs in one row of lists.
RowTable unpack_single_row(RowTable rows, const std::array<std::string, 3>& columns) {
  if (rows.rows() != 1) return rows;
  for (const std::string& column : columns) {
    if (!rows.column(column).front().is_array()) return rows;
  }
  RowTable unpacked(rows.where());
  unpacked.facts = rows.facts;
  for (const std::string& column : columns) {
    unpacked.set_column(column, rows.column(column).front().get<std::vector<Json>>());
  }
  if (unpacked.rows() == 0) throw Error(ErrorKind::kBadData, rows.where() + ": there are no rows");
  return unpacked;
}

Labels labels_of(const RowTable& rows, const std::string& column) {
  const std::vector<double> numbers = rows.numbers(column);
  Labels labels;
  labels.reserve(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != 0 && numbers[i] != 1) {
      throw Error(ErrorKind::kBadData, rows.place(i, column) +
                                           ": expected the label 0 or 1, found " +
                                           rows.column(column)[i].dump());
    }
    labels.push_back(numbers[i] == 1 ? 1 : 0);
  }
  return labels;
}

class PairClassificationTask final : public Task {
 public:
  PairClassificationTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        columns_{info_.settings.value("input1_column_name", "sentence1"),
                 info_.settings.value("input2_column_name", "sentence2"),
                 info_.settings.value("label_column_name", "labels")} {}

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // There is no random state.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    RowTable rows = unpack_single_row(evaluation.load(load_, split), columns_);
    evaluation.result().facts["rows"] = rows.rows();
    evaluation.apply_limit(rows);
    const Labels labels = labels_of(rows, columns_[2]);
    const auto [first, second] = encode_pairs(evaluation, info_, rows, columns_[0], columns_[1]);
    const Predictions predictions = predict(first, second, evaluation);
    evaluation.result().per_query = table_of(labels, predictions);
    return evaluation.finish(score(labels, predictions, evaluation.result()));
  }

 private:
  static Predictions predict(const Matrix& first, const Matrix& second,
                             const RowEvaluation& evaluation) {
    const unsigned threads = evaluation.options().threads;
    const PairComparison pairs = compare_pairs(first, second, threads);
    const auto own = own_pair_similarities(first, second, evaluation.model_info(), threads);
    return {Prediction{"similarity", true, to_doubles(own)},
            Prediction{"cosine", true, to_doubles(pairs.cosine)},
            Prediction{"manhattan", false, to_doubles(pairs.manhattan)},
            Prediction{"euclidean", false, to_doubles(pairs.euclidean)},
            Prediction{"dot", true, to_doubles(pairs.dot)}};
  }

  // The five scores of each measure, then the largest of each.
  static Json score(const Labels& labels, const Predictions& predictions, Evaluation& result) {
    constexpr std::array kMetrics{"accuracy", "f1", "precision", "recall", "ap"};
    Json scores = Json::object();
    Json largest = Json::object();
    for (const Prediction& prediction : predictions) {
      const PairScores found = score_pairs(prediction.values, labels, prediction.higher_is_alike);
      const std::array<std::optional<double>, kMetrics.size()> values{
          found.accuracy, found.f1, found.precision, found.recall, found.ap};
      for (std::size_t m = 0; m < kMetrics.size(); ++m) {
        const std::string metric = kMetrics[m];
        add(scores, std::string(prediction.name) + "_" + metric, values[m], result);
        const std::string key = "max_" + metric;
        const bool is_larger =
            values[m] && (!largest.contains(key) || *values[m] > largest[key].get<double>());
        if (is_larger) largest[key] = *values[m];
      }
    }
    for (const char* metric : kMetrics) {
      const std::string key = std::string("max_") + metric;
      const auto value = largest.find(key);
      add(scores, key, value == largest.end() ? std::nullopt : std::optional(value->get<double>()),
          result);
    }
    return scores;
  }

  static void add(Json& scores, const std::string& key, std::optional<double> value,
                  Evaluation& result) {
    scores[key] = value ? Json(*value) : Json(nullptr);
    if (!value) note_undefined(result, key, "no pair has label 1");
  }

  static Json table_of(const Labels& labels, const Predictions& predictions) {
    Json table = table_of_rows(labels.size());
    table["label"] = labels;
    for (const Prediction& prediction : predictions) table[prediction.name] = prediction.values;
    return table;
  }

  TaskInfo info_;
  RowLoader load_;
  std::array<std::string, 3> columns_;
};

}  // namespace

std::unique_ptr<Task> make_pair_classification_task(TaskInfo info, RowLoader load) {
  return std::make_unique<PairClassificationTask>(std::move(info), std::move(load));
}

}  // namespace assay
