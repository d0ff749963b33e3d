#include "math/float32_sums.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <vector>

namespace assay {
namespace {

template <std::size_t kLanes>
using Lanes = std::array<float, kLanes>;

template <std::size_t kLanes>
void add_to(Lanes<kLanes>& sum, const float* values) {
  for (std::size_t j = 0; j < kLanes; ++j) sum[j] += values[j];
}

// torch/aten/src/ATen/native/cpu/SumKernel.cpp, vectorized_inner_sum for registers of 8 floats.
constexpr std::size_t kTorchLanes = 8;
constexpr std::size_t kTorchRow = 4 * kTorchLanes;  // four registers side by side
using TorchRow = Lanes<kTorchRow>;

// multi_row_sum: sums of sums, so that rounding errors grow with the logarithm of the length.
// `get(i)` points to row i.
template <typename Get>
TorchRow cascade_sum(std::size_t rows, Get get) {
  constexpr std::size_t kLevels = 4;
  const auto log2_rows = static_cast<std::size_t>(rows <= 1 ? 0 : std::bit_width(rows - 1));
  const std::size_t level_power = std::max<std::size_t>(4, log2_rows / kLevels);
  const std::size_t step = std::size_t{1} << level_power;
  std::array<TorchRow, kLevels> levels{};
  std::size_t i = 0;
  while (i + step <= rows) {
    for (std::size_t j = 0; j < step; ++j, ++i) add_to(levels[0], get(i));
    for (std::size_t j = 1; j < kLevels; ++j) {
      add_to(levels[j], levels[j - 1].data());
      levels[j - 1] = {};
      if ((i & ((step - 1) << (j * level_power))) != 0) break;
    }
  }
  for (; i < rows; ++i) add_to(levels[0], get(i));
  for (std::size_t j = 1; j < kLevels; ++j) add_to(levels[0], levels[j].data());
  return levels[0];
}

// a * b + c rounded once: the product is exact in double. (Rounding the sum twice gives another
// float32 for one in 2^29; std::fma is a call for every element unless the CPU is known to have it.)
float fused(float a, float b, float c) {
  return static_cast<float>(static_cast<double>(a) * static_cast<double>(b) +
                            static_cast<double>(c));
}

}  // namespace

float einsum_squares(std::span<const float> x) {
  constexpr std::size_t kLanes = 4;
  Lanes<kLanes> sum{};
  const auto add_squares = [&](std::size_t begin, std::size_t count) {
    for (std::size_t j = 0; j < count; ++j) sum[j] += x[begin + j] * x[begin + j];
  };
  std::size_t i = 0;
  for (; i + 4 * kLanes <= x.size(); i += 4 * kLanes) {
    for (std::size_t block = 4; block-- > 0;) add_squares(i + block * kLanes, kLanes);
  }
  for (; i < x.size(); i += kLanes) add_squares(i, std::min(kLanes, x.size() - i));
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

float torch_sum(std::span<const float> x) {
  const std::size_t vectors = x.size() / kTorchLanes;
  const std::size_t rows = vectors / 4;
  TorchRow row = cascade_sum(rows, [&](std::size_t i) { return x.data() + i * kTorchRow; });
  Lanes<kTorchLanes> sum{};
  std::copy_n(row.data(), kTorchLanes, sum.begin());
  for (std::size_t i = 4 * rows; i < vectors; ++i) add_to(sum, x.data() + i * kTorchLanes);
  for (std::size_t k = 1; k < 4; ++k) add_to(sum, row.data() + k * kTorchLanes);
  float total = 0;
  for (std::size_t i = vectors * kTorchLanes; i < x.size(); ++i) total += x[i];
  for (const float lane : sum) total += lane;
  return total;
}

float torch_dot(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  thread_local std::vector<float> products;
  products.resize(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) products[i] = a[i] * b[i];
  return torch_sum(products);
}

float blas_dot(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  constexpr std::size_t kSums = 4;
  constexpr std::size_t kWide = 16;
  constexpr std::size_t kNarrow = 8;
  const std::size_t blocked = a.size() / (kSums * kNarrow) * (kSums * kNarrow);
  std::array<Lanes<kWide>, kSums> wide{};
  std::size_t i = 0;
  for (; i + kSums * kWide <= blocked; i += kSums * kWide) {
    for (std::size_t k = 0; k < kSums; ++k) {
      for (std::size_t j = 0; j < kWide; ++j) {
        const std::size_t at = i + k * kWide + j;
        wide[k][j] = fused(a[at], b[at], wide[k][j]);
      }
    }
  }
  std::array<Lanes<kNarrow>, kSums> narrow{};
  for (std::size_t k = 0; k < kSums; ++k) {
    for (std::size_t j = 0; j < kNarrow; ++j) narrow[k][j] = wide[k][j] + wide[k][j + kNarrow];
  }
  for (; i < blocked; i += kSums * kNarrow) {
    for (std::size_t k = 0; k < kSums; ++k) {
      for (std::size_t j = 0; j < kNarrow; ++j) {
        const std::size_t at = i + k * kNarrow + j;
        narrow[k][j] = fused(a[at], b[at], narrow[k][j]);
      }
    }
  }
  for (std::size_t k = 1; k < kSums; ++k) add_to(narrow[0], narrow[k].data());
  const Lanes<kNarrow>& v = narrow[0];
  const float sum = ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
  double tail = 0;
  for (; i < a.size(); ++i) tail += static_cast<double>(a[i] * b[i]);
  return static_cast<float>(tail + static_cast<double>(sum));
}

}  // namespace assay
