#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace assay {

// How well scores of pairs tell the alike from the others, all in [0, 1]. With the pairs sorted by
// score, the most alike first, equal scores in the order of the rows, "cut at i" calls the first i
// pairs alike. Cuts go from 1 to n - 1 and may split equal scores, as in mteb 2.20.
struct PairScores {
  double accuracy = 0;  // the best of all cuts; 0 without cuts
  // F1 of the best cut (the first of equals), and precision and recall there; 0 when no cut is
  // right about any pair.
  double f1 = 0;
  double precision = 0;
  double recall = 0;
  // Average precision: sum over the distinct scores of (recall gained) * precision, equal scores
  // being one step (sklearn.metrics.average_precision_score). nullopt when no pair is alike.
  std::optional<double> ap;
};

// `is_alike[i]`: 1 for alike, 0 for not. With `higher_is_alike` false, scores are distances.
// REQUIRES: equal sizes, finite scores.
[[nodiscard]] PairScores score_pairs(std::span<const double> scores,
                                     std::span<const std::uint8_t> is_alike, bool higher_is_alike);

}  // namespace assay
