#include "task/classification_task.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "assay/error.h"
#include "assay/metric/classification.h"
#include "math/logistic_regression.h"
#include "math/numpy_random_state.h"
#include "task/class_labels.h"
#include "task/experiments.h"

namespace assay {
namespace {

constexpr std::uint32_t kSeed = 42;

// Trains on the samples of one experiment; a class of the prediction is a class of ClassLabels.
class Classifier {
 public:
  Classifier(const Matrix& features, const std::vector<std::size_t>& places,
             const std::vector<std::uint32_t>& classes, std::size_t num_classes, unsigned threads)
      : known_(distinct(classes)),
        model_(LogisticRegression::fit(features, places, renumber(classes, num_classes),
                                       known_.size(), threads)) {}

  [[nodiscard]] std::vector<std::uint32_t> predict(const Matrix& features, unsigned threads) const {
    std::vector<std::uint32_t> predicted = model_.predict(features, threads);
    for (std::uint32_t& one : predicted) one = known_[one];
    return predicted;
  }

 private:
  static std::vector<std::uint32_t> distinct(std::vector<std::uint32_t> classes) {
    std::ranges::sort(classes);
    classes.erase(std::ranges::unique(classes).begin(), classes.end());
    return classes;
  }
  // Labels that only evaluated rows have leave gaps, which the regression must not see.
  [[nodiscard]] std::vector<std::uint32_t> renumber(std::vector<std::uint32_t> classes,
                                                    std::size_t num_classes) const {
    std::vector<std::uint32_t> number(num_classes);
    for (std::uint32_t i = 0; i < known_.size(); ++i) number[known_[i]] = i;
    for (std::uint32_t& one : classes) one = number[one];
    return classes;
  }

  std::vector<std::uint32_t> known_;  // classes of the training rows, ascending
  LogisticRegression model_;
};

class ClassificationTask final : public Task {
 public:
  ClassificationTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        text_column_(info_.settings.value("input_column_name", "text")),
        label_column_(info_.settings.value("label_column_name", "label")),
        train_split_(info_.settings.value("train_split", "train")),
        samples_per_label_(positive_setting(info_, "samples_per_label")),
        num_experiments_(positive_setting(info_, "n_experiments")) {
    if (info_.settings.value("is_cross_validation", false)) {
      throw Error(ErrorKind::kNotSupported, info_.name + ": not supported yet: cross-validation");
    }
  }

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // Every experiment makes its random state afresh.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    const RowTable train = evaluation.load(load_, train_split_);
    RowTable rows = evaluation.load(load_, split);
    evaluation.apply_limit(rows);
    const ClassLabels labels = class_labels(train, rows, label_column_);
    if (std::ranges::all_of(labels.train, [&](auto one) { return one == labels.train.front(); })) {
      throw Error(ErrorKind::kBadData,
                  train.where() + ": all rows have the same label, but a classifier needs two");
    }

    const TrainingRows training(
        sample_by_class(labels.train, labels.num_classes, samples_per_label_, num_experiments_));
    const SampleVectors vectors = encode_samples(evaluation, train, rows, text_column_, training);

    std::vector<std::vector<std::uint32_t>> predicted(num_experiments_);
    run_experiments(num_experiments_, info_, options, [&](std::size_t e, unsigned threads) {
      const auto& places = training.places[e];
      std::vector<std::uint32_t> classes;
      for (const std::size_t place : places) classes.push_back(labels.train[training.rows[place]]);
      const Classifier classifier(vectors.train, places, classes, labels.num_classes, threads);
      predicted[e] = classifier.predict(vectors.evaluated, threads);
    });

    std::vector<Json> experiments;
    for (const auto& one : predicted) experiments.push_back(scores_of(labels, one));
    Evaluation& result = evaluation.result();
    if (experiments.front().at("ap").is_null()) {
      for (const char* key : {"ap", "ap_weighted"})
        result.facts["undefined"][key] =
            "the evaluated rows have not two labels with a 1 among them";
    }
    result.per_query = table_of(labels.evaluated, predicted);
    return evaluation.finish(combine_experiments(std::move(experiments)));
  }

 private:
  static Json scores_of(const ClassLabels& labels, const std::vector<std::uint32_t>& predicted) {
    const auto scores = classification_scores(labels.evaluated, predicted, labels.num_classes);
    const auto ap = average_precision(labels, predicted);
    const Json ap_value = ap ? Json(*ap) : Json(nullptr);
    return {{"accuracy", scores.accuracy},
            {"f1", scores.f1},
            {"f1_weighted", scores.f1_weighted},
            {"precision", scores.precision},
            {"precision_weighted", scores.precision_weighted},
            {"recall", scores.recall},
            {"recall_weighted", scores.recall_weighted},
            {"ap", ap_value},
            // With one positive label there is nothing to weight.
            {"ap_weighted", ap_value}};
  }

  static std::optional<double> average_precision(const ClassLabels& labels,
                                                 const std::vector<std::uint32_t>& predicted) {
    if (labels.values.empty()) return std::nullopt;
    const auto values_of = [&](const std::vector<std::uint32_t>& classes) {
      std::vector<double> values;
      for (const std::uint32_t one : classes) values.push_back(labels.values[one]);
      return values;
    };
    return average_precision_of_predictions(values_of(labels.evaluated), values_of(predicted));
  }

  // Per row the share of experiments that were right, whose mean is the accuracy, and what F1 is
  // made from.
  static Json table_of(const std::vector<std::uint32_t>& truth,
                       const std::vector<std::vector<std::uint32_t>>& predicted) {
    std::vector<double> shares(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const auto right =
          std::ranges::count_if(predicted, [&](const auto& p) { return p[i] == truth[i]; });
      shares[i] = static_cast<double>(right) / static_cast<double>(predicted.size());
    }
    Json table = {{"ids", row_numbers(truth.size())}, {"accuracy", shares}, {"label", truth}};
    for (std::size_t e = 0; e < predicted.size(); ++e) {
      table["predicted_" + std::to_string(e + 1)] = predicted[e];
    }
    return table;
  }

  TaskInfo info_;
  RowLoader load_;
  std::string text_column_;
  std::string label_column_;
  std::string train_split_;
  std::size_t samples_per_label_;
  std::size_t num_experiments_;
};

}  // namespace

std::vector<std::vector<std::size_t>> sample_by_class(std::span<const std::uint32_t> classes,
                                                      std::size_t num_classes,
                                                      std::size_t samples_per_label,
                                                      std::size_t num_experiments) {
  std::vector<std::size_t> order(classes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::vector<std::size_t>> experiments(num_experiments);
  for (auto& rows : experiments) {
    NumpyRandomState(kSeed).shuffle(std::span(order));
    std::vector<std::size_t> taken(num_classes);
    for (const std::size_t row : order) {
      if (taken[classes[row]]++ < samples_per_label) rows.push_back(row);
    }
  }
  return experiments;
}

std::unique_ptr<Task> make_classification_task(TaskInfo info, RowLoader load) {
  return std::make_unique<ClassificationTask>(std::move(info), std::move(load));
}

}  // namespace assay
