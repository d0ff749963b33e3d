#include "task/multilabel_task.h"

#include <algorithm>
#include <utility>

#include "assay/error.h"
#include "assay/metric/multilabel.h"
#include "math/nearest_neighbours.h"
#include "task/experiments.h"
#include "task/label_sets.h"

namespace assay {
namespace {

constexpr std::uint64_t kSeed = 42;
constexpr std::size_t kNeighbours = 5;

// The labels of some rows as a matrix; labels beyond `num_labels` are left out.
LabelMatrix matrix_of(std::span<const std::vector<std::uint32_t>> rows, std::size_t num_labels) {
  LabelMatrix matrix{.rows = rows.size(),
                     .labels = num_labels,
                     .values = std::vector<std::uint8_t>(rows.size() * num_labels)};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const std::uint32_t label : rows[i]) {
      if (label < num_labels) matrix.values[i * num_labels + label] = 1;
    }
  }
  return matrix;
}

// What most of the neighbours have. `nearest`: kNeighbours rows of `train` for every row.
LabelMatrix vote(const LabelMatrix& train, std::span<const std::uint32_t> nearest) {
  const std::size_t rows = nearest.size() / kNeighbours;
  LabelMatrix predicted{.rows = rows,
                        .labels = train.labels,
                        .values = std::vector<std::uint8_t>(rows * train.labels)};
  std::vector<std::size_t> votes(train.labels);
  for (std::size_t i = 0; i < rows; ++i) {
    std::ranges::fill(votes, std::size_t{0});
    for (const std::uint32_t neighbour : nearest.subspan(i * kNeighbours, kNeighbours)) {
      const auto labels = train.row(neighbour);
      for (std::size_t j = 0; j < labels.size(); ++j) votes[j] += labels[j];
    }
    for (std::size_t j = 0; j < votes.size(); ++j)
      predicted.values[i * train.labels + j] = votes[j] > kNeighbours / 2 ? 1 : 0;
  }
  return predicted;
}

// Scores of single rows, summed over the experiments.
struct RowScores {
  explicit RowScores(std::size_t rows) : accuracy(rows), lrap(rows), hamming(rows) {}
  std::vector<double> accuracy;
  std::vector<double> lrap;
  std::vector<double> hamming;

  void add(const LabelMatrix& truth, const LabelMatrix& predicted) {
    for (std::size_t i = 0; i < truth.rows; ++i) {
      const auto t = truth.row(i);
      const auto p = predicted.row(i);
      if (std::ranges::equal(t, p)) accuracy[i] += 1;
      lrap[i] += label_ranking_precision(t, p);
      hamming[i] += label_overlap(t, p);
    }
  }
  // The means, by row.
  [[nodiscard]] Json means(std::size_t num_experiments) const {
    const auto mean_of = [&](std::vector<double> sums) {
      for (double& sum : sums) sum /= static_cast<double>(num_experiments);
      return sums;
    };
    return {{"ids", row_numbers(accuracy.size())},
            {"accuracy", mean_of(accuracy)},
            {"lrap", mean_of(lrap)},
            {"hamming", mean_of(hamming)}};
  }
};

// [[0, 2], [], ...]: the labels of each row.
Json lists_of(const LabelMatrix& matrix) {
  Json lists = Json::array();
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    Json& list = lists.emplace_back(Json::array());
    const auto labels = matrix.row(i);
    for (std::size_t j = 0; j < labels.size(); ++j) {
      if (labels[j] != 0) list.push_back(j);
    }
  }
  return lists;
}

// Scores of every row, and what the F1 of drawn rows is made from.
Json table_of(const LabelMatrix& truth, std::span<const LabelMatrix> predicted) {
  RowScores by_row(truth.rows);
  for (const LabelMatrix& one : predicted) by_row.add(truth, one);
  Json table = by_row.means(predicted.size());
  table["labels"] = lists_of(truth);
  for (std::size_t e = 0; e < predicted.size(); ++e) {
    table["predicted_" + std::to_string(e + 1)] = lists_of(predicted[e]);
  }
  return table;
}

class MultilabelTask final : public Task {
 public:
  MultilabelTask(TaskInfo info, RowLoader load)
      : info_(std::move(info)),
        load_(std::move(load)),
        text_column_(info_.settings.value("input_column_name", "text")),
        label_column_(info_.settings.value("label_column_name", "label")),
        train_split_(info_.settings.value("train_split", "train")),
        samples_per_label_(positive_setting(info_, "samples_per_label")),
        num_experiments_(positive_setting(info_, "n_experiments")) {}

  [[nodiscard]] const TaskInfo& info() const override { return info_; }

  // The samples of every (split, subset) begin where those of the one before have left the random
  // state; how far one moves it depends on the number of training rows alone.
  void skip(const std::string& /*split*/, const std::string& subset) override {
    const std::size_t rows = load_(train_split_, subset).rows();
    for (std::size_t e = 0; e < num_experiments_; ++e)
      static_cast<void>(random_.permutation(static_cast<std::uint32_t>(rows)));
  }

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& model, const EvaluateOptions& options) override {
    RowEvaluation evaluation(info_, model, split, subset, options);
    const RowTable train = evaluation.load(load_, train_split_);
    RowTable rows = evaluation.load(load_, split);
    evaluation.apply_limit(rows);
    const LabelSets labels = label_sets(train, rows, label_column_);
    if (labels.num_evaluated_labels < 2) {
      throw Error(ErrorKind::kBadData, rows.where() + ": the rows have " +
                                           std::to_string(labels.num_evaluated_labels) +
                                           " different labels, at least two are needed");
    }

    std::vector<std::vector<std::size_t>> samples(num_experiments_);
    for (auto& sample : samples) {
      sample = sample_by_labels(labels.train, labels.num_labels, samples_per_label_, random_);
      if (sample.size() >= kNeighbours) continue;
      throw Error(ErrorKind::kBadData, train.where() + ": only " + std::to_string(sample.size()) +
                                           " rows can be sampled, the classifier needs " +
                                           std::to_string(kNeighbours));
    }
    const TrainingRows training(samples);
    const SampleVectors vectors = encode_samples(evaluation, train, rows, text_column_, training);

    const auto nearest = nearest_neighbours(vectors.evaluated, vectors.train, training.places,
                                            kNeighbours, options.threads);
    const LabelMatrix truth = matrix_of(labels.evaluated, labels.num_evaluated_labels);
    std::vector<Json> experiments(num_experiments_);
    std::vector<LabelMatrix> predicted(num_experiments_);
    run_experiments(num_experiments_, info_, options, [&](std::size_t e, unsigned) {
      const auto of_samples = take(labels.train, samples[e]);
      predicted[e] = vote(matrix_of(of_samples, labels.num_evaluated_labels), nearest[e]);
      experiments[e] = scores_of(truth, predicted[e]);
    });
    evaluation.result().per_query = table_of(truth, predicted);
    evaluation.result().facts["labels"] = labels.num_evaluated_labels;
    if (labels.num_labels > labels.num_evaluated_labels) {
      evaluation.result().facts["labels_of_training_rows_only"] =
          labels.num_labels - labels.num_evaluated_labels;
    }
    return evaluation.finish(combine_experiments(std::move(experiments)));
  }

 private:
  static Json scores_of(const LabelMatrix& truth, const LabelMatrix& predicted) {
    const MultilabelScores scores = multilabel_scores(truth, predicted);
    return {{"accuracy", scores.accuracy},
            {"lrap", scores.lrap},
            {"f1", scores.f1},
            {"hamming", scores.hamming}};
  }

  TaskInfo info_;
  RowLoader load_;
  std::string text_column_;
  std::string label_column_;
  std::string train_split_;
  std::size_t samples_per_label_;
  std::size_t num_experiments_;
  NumpyGenerator random_{kSeed};
};

}  // namespace

std::vector<std::size_t> sample_by_labels(std::span<const std::vector<std::uint32_t>> labels,
                                          std::size_t num_labels, std::size_t samples_per_label,
                                          NumpyGenerator& random) {
  const auto order = random.permutation(static_cast<std::uint32_t>(labels.size()));
  std::vector<std::size_t> counts(num_labels);
  std::vector<std::size_t> rows;
  for (const std::uint32_t row : order) {
    const bool is_wanted = std::ranges::any_of(
        labels[row], [&](std::uint32_t label) { return counts[label] < samples_per_label; });
    if (!is_wanted) continue;
    rows.push_back(row);
    for (const std::uint32_t label : labels[row]) ++counts[label];
  }
  return rows;
}

std::unique_ptr<Task> make_multilabel_task(TaskInfo info, RowLoader load) {
  return std::make_unique<MultilabelTask>(std::move(info), std::move(load));
}

}  // namespace assay
