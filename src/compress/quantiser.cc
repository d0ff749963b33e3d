#include "compress/quantiser.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "math/half.h"
#include "math/normalise_rows.h"

namespace assay {
namespace {

constexpr float kSteps = 255;
constexpr float kInt8Offset = 128;

template <typename Function>
void change_each(Matrix& rows, Function function) {
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const std::span<float> row = rows.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = function(row[j], j);
  }
}

}  // namespace

std::string_view to_string(VectorFormat format) {
  switch (format) {
    case VectorFormat::kFloat32:
      return "float32";
    case VectorFormat::kFloat16:
      return "float16";
    case VectorFormat::kInt8:
      return "int8";
    case VectorFormat::kUint8:
      return "uint8";
    case VectorFormat::kBinary:
      return "binary";
  }
  return "";
}

std::uint64_t bytes_per_vector(VectorFormat format, std::size_t dimension) {
  switch (format) {
    case VectorFormat::kFloat32:
      return 4 * dimension;
    case VectorFormat::kFloat16:
      return 2 * dimension;
    case VectorFormat::kInt8:
    case VectorFormat::kUint8:
      return dimension;
    case VectorFormat::kBinary:
      return (dimension + 7) / 8;
  }
  return 0;
}

Matrix truncate_rows(const Matrix& rows, std::size_t dimension, bool normalise) {
  assert(dimension <= rows.cols());
  Matrix cut(rows.rows(), dimension);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    std::ranges::copy(rows.row(i).first(dimension), cut.row(i).begin());
  }
  if (normalise) normalise_rows(cut);
  return cut;
}

ComponentRanges find_ranges(const Matrix& rows) {
  assert(rows.rows() > 0);
  ComponentRanges ranges;
  ranges.least.assign(rows.row(0).begin(), rows.row(0).end());
  std::vector<float> most = ranges.least;
  for (std::size_t i = 1; i < rows.rows(); ++i) {
    const std::span<const float> row = rows.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) {
      ranges.least[j] = std::min(ranges.least[j], row[j]);
      most[j] = std::max(most[j], row[j]);
    }
  }
  for (std::size_t j = 0; j < most.size(); ++j) {
    const float step = (most[j] - ranges.least[j]) / kSteps;
    ranges.step.push_back(step == 0 ? 1 : step);
  }
  return ranges;
}

void Quantiser::to_codes(Matrix& rows) const {
  const float offset = format_ == VectorFormat::kInt8 ? kInt8Offset : 0;
  switch (format_) {
    case VectorFormat::kFloat32:
      return;
    case VectorFormat::kFloat16:
      return change_each(rows, [](float x, std::size_t) { return from_half(to_half(x)); });
    case VectorFormat::kInt8:
    case VectorFormat::kUint8:
      return change_each(rows, [&](float x, std::size_t j) {
        const float code = std::floor((x - ranges_.least[j]) / ranges_.step[j]);
        return std::clamp(code, 0.0F, kSteps) - offset;
      });
    case VectorFormat::kBinary:
      return change_each(rows, [](float x, std::size_t) { return x > 0 ? 1.0F : -1.0F; });
  }
}

void Quantiser::to_values(Matrix& codes, Value value) const {
  const bool is_middle = value == Value::kMiddle;
  const float shift = (format_ == VectorFormat::kInt8 ? kInt8Offset : 0) + (is_middle ? 0.5F : 0);
  switch (format_) {
    case VectorFormat::kFloat32:
    case VectorFormat::kFloat16:
      return;
    case VectorFormat::kInt8:
    case VectorFormat::kUint8:
      return change_each(codes, [&](float code, std::size_t j) {
        return (code + shift) * ranges_.step[j] + ranges_.least[j];
      });
    case VectorFormat::kBinary:
      if (is_middle) return;
      return change_each(codes, [](float code, std::size_t) { return code > 0 ? 1.0F : 0.0F; });
  }
}

}  // namespace assay
