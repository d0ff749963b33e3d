#include "math/compare_pairs.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>

#include "base/parallel.h"
#include "math/float32_sums.h"
#include "math/numpy_sum.h"

namespace assay {
namespace {

// What sklearn.preprocessing.normalize divides a row by.
float divisor_of(std::span<const float> row) {
  constexpr float kSmall = 10 * std::numeric_limits<float>::epsilon();
  const float norm = std::sqrt(einsum_squares(row));
  return norm < kSmall ? 1.0F : norm;
}

}  // namespace

PairComparison compare_pairs(const Matrix& a, const Matrix& b, unsigned threads) {
  assert(a.rows() == b.rows() && a.cols() == b.cols());
  const std::size_t n = a.rows();
  PairComparison result;
  for (auto* values : {&result.cosine, &result.manhattan, &result.euclidean, &result.dot}) {
    values->resize(n);
  }
  constexpr std::size_t kBlock = 256;  // pairs that a worker takes at once
  parallel_for((n + kBlock - 1) / kBlock, threads, [&](std::size_t block, unsigned) {
    std::vector<float> difference(a.cols());
    for (std::size_t i = block * kBlock; i < std::min(n, (block + 1) * kBlock); ++i) {
      const auto x = a.row(i);
      const auto y = b.row(i);
      const float x_norm = divisor_of(x);
      const float y_norm = divisor_of(y);
      for (std::size_t j = 0; j < x.size(); ++j) difference[j] = x[j] / x_norm - y[j] / y_norm;
      result.cosine[i] = 1.0F - 0.5F * einsum_squares(difference);
      for (std::size_t j = 0; j < x.size(); ++j) difference[j] = x[j] - y[j];
      result.euclidean[i] = std::sqrt(einsum_squares(difference));
      for (float& value : difference) value = std::abs(value);
      result.manhattan[i] = numpy_sum_float32(difference);
      result.dot[i] = blas_dot(x, y);
    }
  });
  return result;
}

}  // namespace assay
