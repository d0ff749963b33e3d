#include "task/sts_task.h"

#include <array>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "assay/metric/correlation.h"
#include "math/compare_pairs.h"
#include "task/own_similarity.h"
#include "task/pair_input.h"

namespace assay {
namespace {

// Similarity of every pair by one measure, as doubles made from float32.
struct Prediction {
  const char* prefix;  // of the score's name
  std::vector<double> values;
};

std::vector<double> to_doubles(const std::vector<float>& values, double sign) {
  std::vector<double> doubles;
  doubles.reserve(values.size());
  for (const float value : values) doubles.push_back(sign * static_cast<double>(value));
  return doubles;
}

class StsTask final : public Task {
 public:
  StsTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        columns_(info_.settings.value("column_names",
                                      std::vector<std::string>{"sentence1", "sentence2"})),
        min_score_(info_.settings.value("min_score", 0.0)),
        max_score_(info_.settings.value("max_score", 5.0)) {
    if (columns_.size() != 2 || !(max_score_ > min_score_)) {
      throw Error(ErrorKind::kBadData,
                  info_.name + ": needs two column_names and max_score above min_score");
    }
  }

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // There is no random state.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    RowTable rows = evaluation.load(load_, split);
    evaluation.apply_limit(rows);
    const std::vector<double> gold = gold_scores(rows);
    const auto [first, second] = encode_pairs(evaluation, info_, rows, columns_[0], columns_[1]);
    const auto predictions = predict(first, second, evaluation);
    Json scores = Json::object();
    for (const Prediction& prediction : predictions) {
      correlate(gold, prediction, scores, evaluation.result());
    }
    evaluation.result().per_query = table_of(gold, predictions);
    return evaluation.finish(std::move(scores));
  }

 private:
  std::vector<double> gold_scores(const RowTable& rows) const {
    std::vector<double> gold = rows.numbers("score");
    for (double& score : gold) score = (score - min_score_) / (max_score_ - min_score_);
    return gold;
  }

  static std::array<Prediction, 4> predict(const Matrix& first, const Matrix& second,
                                           const RowEvaluation& evaluation) {
    const unsigned threads = evaluation.options().threads;
    const PairComparison pairs = compare_pairs(first, second, threads);
    const auto own = own_pair_similarities(first, second, evaluation.model_info(), threads);
    return {Prediction{"", to_doubles(own, 1)}, Prediction{"cosine_", to_doubles(pairs.cosine, 1)},
            Prediction{"manhattan_", to_doubles(pairs.manhattan, -1)},
            Prediction{"euclidean_", to_doubles(pairs.euclidean, -1)}};
  }

  static void correlate(const std::vector<double>& gold, const Prediction& prediction, Json& scores,
                        Evaluation& result) {
    const std::string prefix = prediction.prefix;
    const auto add = [&](const std::string& name, std::optional<double> value) {
      scores[name] = value ? Json(*value) : Json(nullptr);
      if (value) return;
      note_undefined(result, name,
                     gold.size() < 2 ? "a correlation needs two pairs"
                                     : "all gold scores or all similarities are equal");
    };
    add(prefix + "pearson", pearson(gold, prediction.values));
    add(prefix + "spearman", spearman(gold, prediction.values));
  }

  // What paired tests resample: the two columns that are correlated.
  static Json table_of(const std::vector<double>& gold,
                       const std::array<Prediction, 4>& predictions) {
    Json table = table_of_rows(gold.size());
    table["gold"] = gold;
    table["similarity"] = predictions[0].values;
    table["cosine"] = predictions[1].values;
    table["manhattan"] = predictions[2].values;
    table["euclidean"] = predictions[3].values;
    return table;
  }

  TaskInfo info_;
  RowLoader load_;
  std::vector<std::string> columns_;
  double min_score_;
  double max_score_;
};

}  // namespace

std::unique_ptr<Task> make_sts_task(TaskInfo info, RowLoader load) {
  return std::make_unique<StsTask>(std::move(info), std::move(load));
}

}  // namespace assay
