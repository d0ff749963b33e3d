#include "assay/metric/classification.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "math/numpy_sum.h"

namespace assay {
namespace {

double ratio(double numerator, double denominator) {
  return denominator == 0 ? 0.0 : numerator / denominator;
}

// numpy.average.
double weighted_mean(std::span<const double> values, std::span<const double> weights) {
  std::vector<double> products(values.size());
  std::ranges::transform(values, weights, products.begin(), std::multiplies<>{});
  return ratio(numpy_sum(products), numpy_sum(weights));
}

}  // namespace

ClassificationScores classification_scores(std::span<const std::uint32_t> truth,
                                           std::span<const std::uint32_t> predicted,
                                           std::size_t num_classes) {
  assert(truth.size() == predicted.size() && !truth.empty());
  std::vector<double> right(num_classes);
  std::vector<double> of_truth(num_classes);
  std::vector<double> of_predictions(num_classes);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    of_truth[truth[i]] += 1;
    of_predictions[predicted[i]] += 1;
    if (truth[i] == predicted[i]) right[truth[i]] += 1;
  }

  std::vector<double> precision;
  std::vector<double> recall;
  std::vector<double> f1;
  std::vector<double> weights;
  double num_right = 0;
  for (std::size_t c = 0; c < num_classes; ++c) {
    num_right += right[c];
    if (of_truth[c] == 0 && of_predictions[c] == 0) continue;
    precision.push_back(ratio(right[c], of_predictions[c]));
    recall.push_back(ratio(right[c], of_truth[c]));
    f1.push_back(ratio(2 * right[c], of_truth[c] + of_predictions[c]));
    weights.push_back(of_truth[c]);
  }
  return {.accuracy = num_right / static_cast<double>(truth.size()),
          .f1 = numpy_mean(f1),
          .f1_weighted = weighted_mean(f1, weights),
          .precision = numpy_mean(precision),
          .precision_weighted = weighted_mean(precision, weights),
          .recall = numpy_mean(recall),
          .recall_weighted = weighted_mean(recall, weights)};
}

std::optional<double> average_precision_of_predictions(std::span<const double> truth,
                                                       std::span<const double> predicted) {
  assert(truth.size() == predicted.size());
  const std::set<double> labels(truth.begin(), truth.end());
  if (labels.size() != 2 || !labels.contains(1.0)) return std::nullopt;

  struct Group {
    double positive = 0;
    double all = 0;
  };
  std::map<double, Group, std::greater<>> by_prediction;
  double num_positive = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    Group& group = by_prediction[predicted[i]];
    group.all += 1;
    if (truth[i] == 1.0) {
      group.positive += 1;
      num_positive += 1;
    }
  }
  double result = 0;
  double positive = 0;
  double all = 0;
  for (const auto& [value, group] : by_prediction) {
    positive += group.positive;
    all += group.all;
    result += group.positive / num_positive * (positive / all);
  }
  return result;
}

}  // namespace assay
