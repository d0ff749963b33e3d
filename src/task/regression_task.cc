#include "task/regression_task.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "assay/error.h"
#include "assay/metric/regression.h"
#include "math/least_squares.h"
#include "math/quantile_bins.h"
#include "math/stratified_split.h"
#include "task/experiments.h"

namespace assay {
namespace {

constexpr std::uint64_t kSeed = 42;
constexpr std::size_t kBins = 10;

class RegressionTask final : public Task {
 public:
  RegressionTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        text_column_(info_.settings.value("input_column_name", "text")),
        value_column_(info_.settings.value("label_column_name", "value")),
        train_split_(info_.settings.value("train_split", "train")),
        num_samples_(positive_setting(info_, "n_samples")),
        num_experiments_(positive_setting(info_, "n_experiments")) {}

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // Every experiment has a seed of its own.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    const RowTable train = evaluation.load(load_, train_split_);
    RowTable rows = evaluation.load(load_, split);
    evaluation.apply_limit(rows);
    const std::vector<double> train_values = train.numbers(value_column_);
    const std::vector<double> values = rows.numbers(value_column_);

    const bool takes_all = num_samples_ >= train.rows();
    const TrainingRows training(samples(train, train_values, takes_all));
    const SampleVectors vectors = encode_samples(evaluation, train, rows, text_column_, training);

    // Experiments with the same rows give the same predictions: one of them is enough.
    std::vector<std::vector<double>> predicted(training.places.size());
    run_experiments(predicted.size(), info_, options, [&](std::size_t e, unsigned threads) {
      std::vector<double> targets;
      for (const std::size_t place : training.places[e])
        targets.push_back(train_values[training.rows[place]]);
      predicted[e] = LeastSquares::fit(vectors.train, training.places[e], targets, threads)
                         .predict(vectors.evaluated);
    });

    std::vector<Json> experiments;
    for (const auto& one : predicted) experiments.push_back(scores_of(values, one));
    const Json first = experiments.front();
    experiments.resize(num_experiments_, first);
    Json scores = combine_experiments(std::move(experiments));
    note_undefined(scores, evaluation.result().facts);
    evaluation.result().per_query = mean_errors(values, predicted);
    return evaluation.finish(std::move(scores));
  }

 private:
  // One experiment with all rows where there are no more than `n_samples`, in place of equal ones.
  [[nodiscard]] std::vector<std::vector<std::size_t>> samples(const RowTable& train,
                                                              const std::vector<double>& values,
                                                              bool takes_all) const {
    std::vector<std::vector<std::size_t>> experiments(takes_all ? 1 : num_experiments_);
    if (takes_all) {
      experiments.front().resize(values.size());
      std::iota(experiments.front().begin(), experiments.front().end(), std::size_t{0});
      return experiments;
    }
    const auto bins = quantile_bins(values, kBins);
    for (std::size_t e = 0; e < num_experiments_; ++e) {
      experiments[e] = stratified_sample(bins, num_samples_, kSeed + e);
      if (!experiments[e].empty()) continue;
      const std::size_t num_bins = std::set(bins.begin(), bins.end()).size();
      throw Error(ErrorKind::kBadData, train.where() + ": " + std::to_string(num_samples_) +
                                           " of " + std::to_string(values.size()) +
                                           " rows cannot be drawn from " +
                                           std::to_string(num_bins) + " bins of '" + value_column_ +
                                           "': a bin or what remains is too small");
    }
    return experiments;
  }

  static Json scores_of(const std::vector<double>& values, const std::vector<double>& predicted) {
    const RegressionScores scores = regression_scores(values, predicted);
    const auto number_or_null = [](std::optional<double> score) {
      return score ? Json(*score) : Json(nullptr);
    };
    return {{"mse", scores.mse},
            {"mae", scores.mae},
            {"r2", number_or_null(scores.r2)},
            {"kendalltau", number_or_null(scores.kendalltau)},
            {"rmse", scores.rmse}};
  }

  static void note_undefined(const Json& scores, Json& facts) {
    if (scores.at("r2").is_null()) facts["undefined"]["r2"] = "all evaluated values are equal";
    if (scores.at("kendalltau").is_null())
      facts["undefined"]["kendalltau"] = "all evaluated values or all predictions are equal";
  }

  // Per row the mean over the experiments, whose mean is the score of that name, and what Kendall's
  // tau is made from.
  static Json mean_errors(const std::vector<double>& values,
                          const std::vector<std::vector<double>>& predicted) {
    std::vector<double> absolute(values.size());
    std::vector<double> squared(values.size());
    const auto count = static_cast<double>(predicted.size());
    for (const auto& one : predicted) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const double error = values[i] - one[i];
        absolute[i] += std::abs(error) / count;
        squared[i] += error * error / count;
      }
    }
    Json table = {
        {"ids", row_numbers(values.size())}, {"mae", absolute}, {"mse", squared}, {"gold", values}};
    // Equal experiments were made once.
    for (std::size_t e = 0; e < predicted.size(); ++e) {
      table["predicted_" + std::to_string(e + 1)] = predicted[e];
    }
    return table;
  }

  TaskInfo info_;
  RowLoader load_;
  std::string text_column_;
  std::string value_column_;
  std::string train_split_;
  std::size_t num_samples_;
  std::size_t num_experiments_;
};

}  // namespace

std::unique_ptr<Task> make_regression_task(TaskInfo info, RowLoader load) {
  return std::make_unique<RegressionTask>(std::move(info), std::move(load));
}

}  // namespace assay
