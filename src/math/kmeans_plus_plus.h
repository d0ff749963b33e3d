#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "assay/matrix.h"
#include "assay/sklearn_version.h"
#include "math/numpy_random_state.h"

namespace assay {

// Rows of a matrix, some of them perhaps several times.
struct Points {
  const Matrix& matrix;
  std::span<const std::uint32_t> rows;  // numbers of rows of `matrix`

  [[nodiscard]] std::size_t size() const { return rows.size(); }
  [[nodiscard]] std::span<const float> operator[](std::size_t i) const {
    return matrix.row(rows[i]);
  }
};

// Greedy k-means++ (Arthur and Vassilvitskii, 2007) as scikit-learn's _kmeans_plusplus: each further
// centre is the best of 2 + int(ln clusters) points drawn in proportion to their squared distance
// from the nearest centre so far. The same draws; distances in double, kept as float32, added up in
// float32, as there. Returns [clusters x columns]. REQUIRES: 0 < clusters, at least one point.
[[nodiscard]] Matrix choose_first_centres(const Points& points, std::size_t clusters,
                                          SklearnVersion version, NumpyRandomState& random);

}  // namespace assay
