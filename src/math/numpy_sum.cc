#include "math/numpy_sum.h"

#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <vector>

namespace assay {

namespace {

template <typename Float>
Float pairwise_sum(std::span<const Float> values) {
  constexpr std::size_t kLanes = 8;
  constexpr std::size_t kBlock = 128;
  if (values.size() < kLanes) {
    Float sum = 0;
    for (const Float value : values) sum += value;
    return sum;
  }
  if (values.size() <= kBlock) {
    std::array<Float, kLanes> lane{};
    for (std::size_t j = 0; j < kLanes; ++j) lane[j] = values[j];
    std::size_t i = kLanes;
    for (; i + kLanes <= values.size(); i += kLanes) {
      for (std::size_t j = 0; j < kLanes; ++j) lane[j] += values[i + j];
    }
    Float sum =
        ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
    for (; i < values.size(); ++i) sum += values[i];
    return sum;
  }
  const std::size_t half = values.size() / 2 / kLanes * kLanes;
  return pairwise_sum(values.first(half)) + pairwise_sum(values.subspan(half));
}

}  // namespace

double numpy_sum(std::span<const double> values) { return pairwise_sum(values); }
float numpy_sum_float32(std::span<const float> values) { return pairwise_sum(values); }

double numpy_mean(std::span<const double> values) {
  assert(!values.empty());
  return numpy_sum(values) / static_cast<double>(values.size());
}

double numpy_std(std::span<const double> values) {
  const double mean = numpy_mean(values);
  std::vector<double> squares;
  squares.reserve(values.size());
  for (const double value : values) squares.push_back((value - mean) * (value - mean));
  return std::sqrt(numpy_mean(squares));
}

}  // namespace assay
