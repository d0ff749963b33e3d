#include "math/least_squares.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "base/parallel.h"
#include "math/double_product.h"
#include "math/pseudo_solve.h"

namespace assay {
namespace {

std::size_t whole_lanes(std::size_t columns) {
  return (columns + kDoubleLanes - 1) / kDoubleLanes * kDoubleLanes;
}

// The training data, centred. [rows x stride], the lanes beyond the columns 0.
struct Centred {
  std::size_t rows;
  std::size_t columns;
  std::size_t stride;
  std::vector<double> x;
  std::vector<float> mean;
  std::vector<double> y;
  float mean_y;
};

Centred centre(const Matrix& features, std::span<const std::size_t> rows,
               std::span<const double> targets) {
  const std::size_t columns = features.cols();
  Centred data{.rows = rows.size(),
               .columns = columns,
               .stride = whole_lanes(columns),
               .x = std::vector<double>(rows.size() * whole_lanes(columns)),
               .mean = std::vector<float>(columns),
               .y = std::vector<double>(rows.size()),
               .mean_y = 0};
  // numpy.mean over the rows of a float32 array.
  for (const std::size_t row : rows) {
    for (std::size_t j = 0; j < columns; ++j) data.mean[j] += features.row(row)[j];
  }
  for (float& mean : data.mean) mean /= static_cast<float>(rows.size());
  double sum_y = 0;
  for (const double target : targets) sum_y += static_cast<double>(static_cast<float>(target));
  data.mean_y = static_cast<float>(sum_y / static_cast<double>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = features.row(rows[i]);
    for (std::size_t j = 0; j < columns; ++j) {
      const float difference = row[j] - data.mean[j];
      data.x[i * data.stride + j] = static_cast<double>(difference);
    }
    const float difference = static_cast<float>(targets[i]) - data.mean_y;
    data.y[i] = static_cast<double>(difference);
  }
  return data;
}

// The lower triangle of A B, [n x stride], with whatever stands beyond it in the last lanes of a
// row. `product` says what A and B are; rows, columns and out are filled in here.
std::vector<double> lower_triangle(DoubleProduct product, std::size_t n, unsigned threads) {
  const std::size_t stride = whole_lanes(n);
  std::vector<double> triangle(n * stride);
  constexpr std::size_t kRowsPerPart = 48;
  const std::size_t parts = (n + kRowsPerPart - 1) / kRowsPerPart;
  product.out_stride = stride;
  parallel_for(parts, threads, [&](std::size_t part, unsigned) {
    const std::size_t first = part * kRowsPerPart;
    DoubleProduct rows = product;
    rows.rows = std::min(kRowsPerPart, n - first);
    rows.columns = std::min(whole_lanes(first + rows.rows), stride);
    rows.a += first * product.a_row;
    rows.out = triangle.data() + first * stride;
    add_product(rows, 1);
  });
  return triangle;
}

// More rows than columns: w = (X'X)^+ X'y.
std::vector<double> solve_by_columns(const Centred& data, unsigned threads) {
  const auto gram = lower_triangle({.a = data.x.data(),
                                    .a_row = 1,
                                    .a_step = data.stride,
                                    .steps = data.rows,
                                    .b = data.x.data(),
                                    .b_stride = data.stride},
                                   data.columns, threads);
  std::vector<double> products(data.columns);
  for (std::size_t i = 0; i < data.rows; ++i) {
    for (std::size_t j = 0; j < data.columns; ++j)
      products[j] += data.x[i * data.stride + j] * data.y[i];
  }
  return pseudo_solve(gram, data.stride, products, LeastSquares::kCutOff * LeastSquares::kCutOff);
}

// Fewer: w = X' (X X')^+ y.
std::vector<double> solve_by_rows(const Centred& data, unsigned threads) {
  const std::size_t stride = whole_lanes(data.rows);
  std::vector<double> transposed(data.columns * stride);
  for (std::size_t i = 0; i < data.rows; ++i) {
    for (std::size_t j = 0; j < data.columns; ++j)
      transposed[j * stride + i] = data.x[i * data.stride + j];
  }
  auto gram = lower_triangle({.a = data.x.data(),
                              .a_row = data.stride,
                              .a_step = 1,
                              .steps = data.columns,
                              .b = transposed.data(),
                              .b_stride = stride},
                             data.rows, threads);
  // Centring has made 1 1' an eigenvector of eigenvalue 0, which y has no part in: with another
  // eigenvalue instead, of ordinary size, the solution is the same and the matrix regular.
  double trace = 0;
  for (std::size_t i = 0; i < data.rows; ++i) trace += gram[i * stride + i];
  const auto n = static_cast<double>(data.rows);
  const double lift = trace / (n * n);
  for (std::size_t i = 0; i < data.rows; ++i) {
    for (std::size_t j = 0; j <= i; ++j) gram[i * stride + j] += lift;
  }
  const auto dual =
      pseudo_solve(gram, stride, data.y, LeastSquares::kCutOff * LeastSquares::kCutOff);
  std::vector<double> weights(data.columns);
  for (std::size_t i = 0; i < data.rows; ++i) {
    for (std::size_t j = 0; j < data.columns; ++j)
      weights[j] += data.x[i * data.stride + j] * dual[i];
  }
  return weights;
}

}  // namespace

LeastSquares LeastSquares::fit(const Matrix& features, std::span<const std::size_t> rows,
                               std::span<const double> targets, unsigned threads) {
  assert(rows.size() == targets.size() && !rows.empty());
  const Centred data = centre(features, rows, targets);
  const auto weights =
      data.rows > data.columns ? solve_by_columns(data, threads) : solve_by_rows(data, threads);
  LeastSquares model;
  model.coefficients_.assign(weights.size(), 0);
  double offset = 0;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    model.coefficients_[j] = static_cast<float>(weights[j]);
    offset += static_cast<double>(data.mean[j]) * static_cast<double>(model.coefficients_[j]);
  }
  model.intercept_ = data.mean_y - static_cast<float>(offset);
  return model;
}

std::vector<double> LeastSquares::predict(const Matrix& features) const {
  assert(features.cols() == coefficients_.size());
  std::vector<double> predicted(features.rows());
  const std::vector<double> weights(coefficients_.begin(), coefficients_.end());
  std::vector<double> x(weights.size());
  for (std::size_t i = 0; i < features.rows(); ++i) {
    std::ranges::copy(features.row(i), x.begin());
    const auto product = static_cast<float>(dot(x.data(), weights.data(), weights.size()));
    predicted[i] = static_cast<double>(product + intercept_);
  }
  return predicted;
}

}  // namespace assay
