#include "math/normalise_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay {
namespace {

constexpr std::size_t kLanes = 8;

float norm_of(std::span<const float> row) {
  std::array<float, kLanes> lane{};
  std::size_t i = 0;
  for (; i + kLanes <= row.size(); i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) lane[j] += row[i + j] * row[i + j];
  }
  float squares = lane[0];
  for (std::size_t j = 1; j < kLanes; ++j) squares += lane[j];
  for (; i < row.size(); ++i) squares += row[i] * row[i];
  return std::sqrt(squares);
}

}  // namespace

void normalise_rows(Matrix& matrix) {
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    const float norm = std::max(norm_of(matrix.row(i)), 1e-12F);
    for (float& x : matrix.row(i)) x /= norm;
  }
}

}  // namespace assay
