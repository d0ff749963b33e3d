#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "assay/matrix.h"

namespace assay {

// Ordinary least squares with an intercept, as scikit-learn's LinearRegression gives it for float32
// features: the coefficients w of smallest length among those that minimise
// |(X - mean) w - (y - mean)|^2, with singular values of X - mean below kCutOff times the largest
// one taken as 0 (LAPACK's gelsd; kCutOff since scikit-learn 1.9, earlier it was 1.2e-7, which only
// tells apart data that have no unique solution in float32). Means and centred values are float32,
// as there; the solution is found in double.
class LeastSquares {
 public:
  // Row i of the training data is row rows[i] of `features`, with targets[i]. The same result at any
  // number of threads (0 = all cores). REQUIRES: rows and targets of the same size, not empty.
  static LeastSquares fit(const Matrix& features, std::span<const std::size_t> rows,
                          std::span<const double> targets, unsigned threads);

  // float32 values, as scikit-learn predicts. REQUIRES: features.cols() is that of the training data.
  [[nodiscard]] std::vector<double> predict(const Matrix& features) const;

  [[nodiscard]] std::span<const float> coefficients() const { return coefficients_; }
  [[nodiscard]] float intercept() const { return intercept_; }

  static constexpr double kCutOff = 1e-6;

 private:
  std::vector<float> coefficients_;
  float intercept_ = 0;
};

}  // namespace assay
