#include "assay/metric/multilabel.h"

#include <algorithm>
#include <cassert>

#include "math/numpy_sum.h"

namespace assay {

double label_overlap(std::span<const std::uint8_t> truth, std::span<const std::uint8_t> predicted) {
  double both = 0;
  double either = 0;
  for (std::size_t j = 0; j < truth.size(); ++j) {
    both += truth[j] & predicted[j];
    either += truth[j] | predicted[j];
  }
  return either == 0 ? 1.0 : both / either;
}

// With scores of 0 and 1 there are two cases: a true label that was predicted stands behind all that
// were, one that was missed behind all labels.
double label_ranking_precision(std::span<const std::uint8_t> truth,
                               std::span<const std::uint8_t> predicted) {
  double num_true = 0;
  double num_predicted = 0;
  double both = 0;
  for (std::size_t j = 0; j < truth.size(); ++j) {
    num_true += truth[j];
    num_predicted += predicted[j];
    both += truth[j] & predicted[j];
  }
  const auto all = static_cast<double>(truth.size());
  if (num_true == 0 || num_true == all) return 1.0;
  const double of_predicted = both == 0 ? 0.0 : both * (both / num_predicted);
  return (of_predicted + (num_true - both) * (num_true / all)) / num_true;
}

MultilabelScores multilabel_scores(const LabelMatrix& truth, const LabelMatrix& predicted) {
  assert(truth.rows == predicted.rows && truth.labels == predicted.labels);
  assert(truth.rows > 0 && truth.labels > 0);
  std::vector<double> equal(truth.rows);
  std::vector<double> ranking(truth.rows);
  std::vector<double> overlap(truth.rows);
  std::vector<double> both(truth.labels);
  std::vector<double> each(truth.labels);
  for (std::size_t i = 0; i < truth.rows; ++i) {
    const auto t = truth.row(i);
    const auto p = predicted.row(i);
    equal[i] = std::ranges::equal(t, p) ? 1.0 : 0.0;
    ranking[i] = label_ranking_precision(t, p);
    overlap[i] = label_overlap(t, p);
    for (std::size_t j = 0; j < truth.labels; ++j) {
      both[j] += t[j] & p[j];
      each[j] += t[j] + p[j];
    }
  }
  std::vector<double> f1(truth.labels);
  for (std::size_t j = 0; j < truth.labels; ++j) f1[j] = each[j] == 0 ? 0 : 2 * both[j] / each[j];
  return {.accuracy = numpy_mean(equal),
          .lrap = numpy_mean(ranking),
          .f1 = numpy_mean(f1),
          .hamming = numpy_mean(overlap)};
}

}  // namespace assay
