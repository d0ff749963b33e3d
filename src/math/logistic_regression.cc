#include "math/logistic_regression.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/parallel.h"
#include "math/double_product.h"
#include "math/lbfgs.h"

namespace assay {
namespace {

std::size_t whole_lanes(std::size_t outputs) {
  return (outputs + kDoubleLanes - 1) / kDoubleLanes * kDoubleLanes;
}

// out[rows x stride] = x[rows x dimension] * weights + intercepts; parameters as in
// LogisticRegression.
void apply(const double* x, std::size_t rows, std::size_t dimension, const double* parameters,
           std::size_t stride, double* out, unsigned threads) {
  const double* intercepts = parameters + dimension * stride;
  for (std::size_t i = 0; i < rows; ++i) std::copy_n(intercepts, stride, out + i * stride);
  add_product({.a = x,
               .a_row = dimension,
               .a_step = 1,
               .rows = rows,
               .steps = dimension,
               .b = parameters,
               .b_stride = stride,
               .columns = stride,
               .out = out,
               .out_stride = stride},
              threads);
}

// Turns the outputs of a row into the derivatives of its loss by them; returns the loss.
double softmax_loss(double* z, std::size_t num_classes, std::uint32_t truth) {
  const double largest = *std::max_element(z, z + num_classes);
  const double of_truth = z[truth];
  double sum = 0;
  for (std::size_t k = 0; k < num_classes; ++k) {
    z[k] = std::exp(z[k] - largest);
    sum += z[k];
  }
  for (std::size_t k = 0; k < num_classes; ++k) z[k] /= sum;
  z[truth] -= 1;
  return std::log(sum) + largest - of_truth;
}

// The same with one output; log(1 + exp z) in the form that does not overflow.
double logistic_loss(double& z, std::uint32_t truth) {
  const double y = truth;
  const double e = std::exp(-std::abs(z));
  const double loss = std::max(z, 0.0) + std::log1p(e) - y * z;
  z = (z >= 0 ? 1 / (1 + e) : e / (1 + e)) - y;
  return loss;
}

struct Problem {
  std::vector<double> x;  // [rows x dimension]
  std::size_t rows;
  std::size_t dimension;
  std::span<const std::uint32_t> classes;
  std::size_t num_classes;
  std::size_t stride;
  unsigned threads;
  std::vector<double> outputs;  // [rows x stride], then the derivatives

  double loss_and_gradient(std::span<const double> parameters, std::span<double> gradient) {
    apply(x.data(), rows, dimension, parameters.data(), stride, outputs.data(), threads);
    double loss = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      double* z = &outputs[i * stride];
      loss += num_classes == 2 ? logistic_loss(*z, classes[i])
                               : softmax_loss(z, num_classes, classes[i]);
      // The lanes without a class: their parameters stay 0.
      std::fill(z + (num_classes == 2 ? 1 : num_classes), z + stride, 0.0);
    }
    const auto n = static_cast<double>(rows);
    for (double& derivative : outputs) derivative /= n;

    const std::size_t num_weights = dimension * stride;
    double squares = dot(parameters.data(), parameters.data(), num_weights);
    for (std::size_t i = 0; i < num_weights; ++i) gradient[i] = parameters[i] / n;
    double* of_intercepts = &gradient[num_weights];
    std::fill_n(of_intercepts, stride, 0.0);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t k = 0; k < stride; ++k) of_intercepts[k] += outputs[i * stride + k];
    }
    add_product({.a = x.data(),
                 .a_row = 1,
                 .a_step = dimension,
                 .rows = dimension,
                 .steps = rows,
                 .b = outputs.data(),
                 .b_stride = stride,
                 .columns = stride,
                 .out = gradient.data(),
                 .out_stride = stride},
                threads);
    return loss / n + squares / (2 * n);
  }
};

}  // namespace

LogisticRegression LogisticRegression::fit(const Matrix& features,
                                           std::span<const std::size_t> rows,
                                           std::span<const std::uint32_t> classes,
                                           std::size_t num_classes, unsigned threads) {
  assert(num_classes >= 2 && rows.size() == classes.size() && !rows.empty());
  LogisticRegression model;
  model.num_classes_ = num_classes;
  model.dimension_ = features.cols();
  model.stride_ = whole_lanes(num_classes == 2 ? 1 : num_classes);

  Problem problem{.rows = rows.size(),
                  .dimension = features.cols(),
                  .classes = classes,
                  .num_classes = num_classes,
                  .stride = model.stride_,
                  .threads = threads,
                  .outputs = std::vector<double>(rows.size() * model.stride_)};
  problem.x.reserve(rows.size() * features.cols());
  for (const std::size_t row : rows) {
    const auto values = features.row(row);
    problem.x.insert(problem.x.end(), values.begin(), values.end());
  }
  LbfgsResult result = minimize_lbfgs(
      [&](std::span<const double> parameters, std::span<double> gradient) {
        return problem.loss_and_gradient(parameters, gradient);
      },
      std::vector<double>((model.dimension_ + 1) * model.stride_));
  model.parameters_ = std::move(result.x);
  model.loss_ = result.value;
  model.iterations_ = result.iterations;
  return model;
}

std::vector<std::uint32_t> LogisticRegression::predict(const Matrix& features,
                                                       unsigned threads) const {
  assert(features.cols() == dimension_);
  constexpr std::size_t kRowsPerPart = 96;
  std::vector<std::uint32_t> predicted(features.rows());
  const std::size_t parts = (features.rows() + kRowsPerPart - 1) / kRowsPerPart;
  parallel_for(parts, threads, [&](std::size_t part, unsigned) {
    const std::size_t first = part * kRowsPerPart;
    const std::size_t rows = std::min(kRowsPerPart, features.rows() - first);
    const float* begin = features.data() + first * dimension_;
    const std::vector<double> x(begin, begin + rows * dimension_);
    std::vector<double> outputs(rows * stride_);
    apply(x.data(), rows, dimension_, parameters_.data(), stride_, outputs.data(), 1);
    for (std::size_t i = 0; i < rows; ++i) {
      const double* z = &outputs[i * stride_];
      predicted[first + i] =
          num_classes_ == 2 ? static_cast<std::uint32_t>(*z > 0)
                            : static_cast<std::uint32_t>(std::max_element(z, z + num_classes_) - z);
    }
  });
  return predicted;
}

}  // namespace assay
