#pragma once

#include <optional>
#include <span>

namespace assay {

// How sure a model is of its results for one query, from the scores of the results it kept.
struct Confidence {
  double max = 0;    // the largest score
  double std = 0;    // population standard deviation of all scores
  double diff1 = 0;  // the largest minus the second largest; 0 with one score
};

// All 0 without scores. `scores` may stand in any order, but the last bits of `std` depend on it
// (numpy.std).
[[nodiscard]] Confidence confidence_of(std::span<const float> scores);

// Normalised area under the abstention curve (Gisserot-Boukhlef et al., 2024,
// https://arxiv.org/abs/2402.12997): how much better a metric gets when the queries of least
// confidence are left out, compared with leaving out the worst ones. With n queries and the rates
// 0, 0.1, ..., 0.9:
//   curve(c, m)_j = mean of m over the queries without the min(round(rate_j n), n - 1) of smallest c
//                   (stable order)
//   A, O          = areas (trapezoids) under curve(confidence, metric) and curve(metric, metric)
//   F             = curve(metric, metric)_0 * 0.9
//   result        = (A - F) / (O - F)                at most 1, no lower bound
// nullopt when O = F: leaving out queries cannot change the metric, all have the same value.
// `confidence[i]` and `metric[i]` belong to query i. Sums are made in numpy's order, because O = F
// is tested exactly. REQUIRES: equal sizes, at least one query.
[[nodiscard]] std::optional<double> nauc(std::span<const double> confidence,
                                         std::span<const double> metric);

}  // namespace assay
