#include "assay/metric/pair_classification.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <vector>

#include "math/numpy_sum.h"

namespace assay {
namespace {

double ratio(std::size_t a, std::size_t b) {
  return static_cast<double>(a) / static_cast<double>(b);
}

// Most alike first; stable.
std::vector<std::uint32_t> order_of(std::span<const double> scores, bool higher_is_alike) {
  std::vector<std::uint32_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return higher_is_alike ? scores[a] > scores[b] : scores[a] < scores[b];
  });
  return order;
}

// Best cut for accuracy and for F1; alike[i] is that of the pair at rank i.
void score_cuts(std::span<const std::uint8_t> alike, std::size_t positives, PairScores& best) {
  const std::size_t n = alike.size();
  std::size_t found = 0;
  std::size_t negatives_left = n - positives;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    if (alike[i] != 0) {
      ++found;
    } else {
      --negatives_left;
    }
    best.accuracy = std::max(best.accuracy, ratio(found + negatives_left, n));
    if (found == 0) continue;
    const double precision = ratio(found, i + 1);
    const double recall = ratio(found, positives);
    const double f1 = 2 * precision * recall / (precision + recall);
    if (f1 > best.f1) {
      best.f1 = f1;
      best.precision = precision;
      best.recall = recall;
    }
  }
}

double average_precision(std::span<const std::uint8_t> alike, std::span<const double> sorted_scores,
                         std::size_t positives) {
  // Steps from the last to the first, summed as numpy sums them: scikit-learn's curve runs that way.
  std::vector<double> steps;
  std::size_t found = 0;
  double recall_before = 0;
  for (std::size_t i = 0; i < alike.size(); ++i) {
    found += alike[i];
    if (i + 1 < alike.size() && sorted_scores[i + 1] == sorted_scores[i]) continue;
    const double recall = ratio(found, positives);
    steps.push_back((recall - recall_before) * ratio(found, i + 1));
    recall_before = recall;
  }
  std::ranges::reverse(steps);
  return numpy_sum(steps);
}

}  // namespace

PairScores score_pairs(std::span<const double> scores, std::span<const std::uint8_t> is_alike,
                       bool higher_is_alike) {
  assert(scores.size() == is_alike.size());
  std::vector<std::uint8_t> alike;
  std::vector<double> sorted_scores;
  alike.reserve(scores.size());
  sorted_scores.reserve(scores.size());
  std::size_t positives = 0;
  for (const std::uint32_t i : order_of(scores, higher_is_alike)) {
    alike.push_back(is_alike[i]);
    sorted_scores.push_back(scores[i]);
    positives += is_alike[i];
  }
  PairScores best;
  score_cuts(alike, positives, best);
  if (positives > 0) best.ap = average_precision(alike, sorted_scores, positives);
  return best;
}

}  // namespace assay
