#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/matrix.h"

namespace assay {

// Logistic regression as scikit-learn's LogisticRegression(max_iter=100) since 1.4 fits it: L2
// penalty of strength 1 (C = 1), an intercept that is not penalised, features as they are, in
// double. It minimises
//   more than two classes: (1/n) sum_i (log sum_k exp z_ik - z_iy) + 1/(2n) sum_k |w_k|^2,
//                          z_ik = w_k . x_i + b_k
//   two classes:           (1/n) sum_i (log(1 + exp z_i) - y_i z_i) + 1/(2n) |w|^2, y_i = 1 for the
//                          larger class
// with L-BFGS from zero until no component of the gradient is above 1e-4, which is long before the
// optimum: the path counts (lbfgs.h).
class LogisticRegression {
 public:
  // Row i of the training data is row rows[i] of `features` and belongs to classes[i], a number of
  // [0, num_classes). The same result at any number of threads (0 = all cores).
  // REQUIRES: num_classes >= 2, rows and classes of the same size, not empty.
  static LogisticRegression fit(const Matrix& features, std::span<const std::size_t> rows,
                                std::span<const std::uint32_t> classes, std::size_t num_classes,
                                unsigned threads);

  // The most likely class of each row, the smaller one when two are equally likely.
  // REQUIRES: features.cols() is that of the training data.
  [[nodiscard]] std::vector<std::uint32_t> predict(const Matrix& features, unsigned threads) const;

  // With two classes there is one set of weights, class 0 here: that of the larger class.
  [[nodiscard]] double weight(std::size_t class_number, std::size_t feature) const {
    return parameters_[feature * stride_ + class_number];
  }
  [[nodiscard]] double intercept(std::size_t class_number) const {
    return weight(class_number, dimension_);
  }
  [[nodiscard]] double loss() const { return loss_; }
  [[nodiscard]] int iterations() const { return iterations_; }

 private:
  LogisticRegression() = default;

  std::size_t num_classes_ = 0;
  std::size_t dimension_ = 0;
  std::size_t stride_ = 0;          // of a row of parameters_: outputs rounded up to whole lanes
  std::vector<double> parameters_;  // [dimension + 1 x stride], intercepts last
  double loss_ = 0;
  int iterations_ = 0;
};

}  // namespace assay
