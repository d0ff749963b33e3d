#pragma once

#include <vector>

#include "assay/matrix.h"

namespace assay {

// How like the two vectors of each pair are, in float32 with the additions in the order of
// scikit-learn and numpy.
struct PairComparison {
  // 1 - |x/|x| - y/|y||^2 / 2 (sklearn.metrics.pairwise.paired_cosine_distances). A vector whose norm
  // is below 10 epsilon is left as it is, so that two zero vectors have 1 and one has 0.5.
  std::vector<float> cosine;
  std::vector<float> manhattan;  // distance: sum of |x_i - y_i|
  std::vector<float> euclidean;  // distance
  std::vector<float> dot;        // numpy.dot
};

// Row i of `a` with row i of `b`. `threads`: 0 = all cores. REQUIRES: equal shapes.
[[nodiscard]] PairComparison compare_pairs(const Matrix& a, const Matrix& b, unsigned threads);

}  // namespace assay
