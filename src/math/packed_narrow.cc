#include "math/packed_narrow.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

namespace assay {
namespace {

// What one output's weights are divided by to be integers of a format; 0 for zeros (and for what is
// too small to divide by).
float scale_of(std::span<const float> row, NarrowFormat format) {
  float most = 0;
  for (const float w : row) most = std::max(most, std::fabs(w));
  if (most < 0x1p-96F) return 0.0F;
  if (format == NarrowFormat::kI8) return most / static_cast<float>(kI8LargestWeight);
  double squares = 0;
  for (const float w : row) squares += static_cast<double>(w) * static_cast<double>(w);
  const auto norm = static_cast<float>(std::sqrt(squares));
  return std::max(most / static_cast<float>(kI16Largest), norm / kI16LargestNorm);
}

std::int32_t quantize(float w, float scale, NarrowFormat format) {
  if (scale == 0.0F) return 0;
  const std::int32_t largest = format == NarrowFormat::kI8 ? kI8LargestWeight : kI16Largest;
  const auto q = static_cast<std::int32_t>(std::nearbyint(w / scale));
  return std::clamp(q, -largest, largest);
}

std::int32_t bfloat16_bits(float w) {
  const auto bits = std::bit_cast<std::uint32_t>(w);
  return static_cast<std::int32_t>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
}

struct Quantized {
  std::vector<std::int32_t> values;  // [n x k]: integers, or the bits of bfloat16
  std::vector<float> scale;          // [n]
};

Quantized quantize(std::span<const float> weight, std::size_t n, std::size_t k,
                   NarrowFormat format) {
  Quantized q{std::vector<std::int32_t>(n * k), std::vector<float>(n, 1.0F)};
  for (std::size_t j = 0; j < n; ++j) {
    const std::span<const float> row = weight.subspan(j * k, k);
    if (format != NarrowFormat::kBf16) q.scale[j] = scale_of(row, format);
    for (std::size_t i = 0; i < k; ++i) {
      q.values[j * k + i] = format == NarrowFormat::kBf16 ? bfloat16_bits(row[i])
                                                          : quantize(row[i], q.scale[j], format);
    }
  }
  return q;
}

}  // namespace

const NarrowKernels& narrow_kernels(const Kernels& kernels, NarrowFormat format) {
  return format == NarrowFormat::kI16  ? kernels.i16
         : format == NarrowFormat::kI8 ? kernels.i8
                                       : kernels.bf16;
}

PackedNarrow::PackedNarrow(std::span<const float> weight, std::span<const float> bias,
                           std::size_t n, std::size_t k, NarrowFormat format,
                           const Kernels& kernels)
    : n_(n), k_(k) {
  assert(weight.size() == n * k && (bias.empty() || bias.size() == n));
  assert(format != NarrowFormat::kI8 || k <= kI8LargestDepth);
  assert(format != NarrowFormat::kI16 || k <= kI16LargestDepth);
  const std::size_t in_group = narrow_kernels(kernels, format).in_group;
  const unsigned bits = 32 / static_cast<unsigned>(in_group);
  const std::uint32_t mask = (1U << bits) - 1U;
  groups_ = (k + in_group - 1) / in_group;
  const Quantized q = quantize(weight, n, k, format);

  const std::size_t columns = (n + kernels.lanes - 1) / kernels.lanes * kernels.lanes;
  std::int32_t* to = panels_.reserve_discarding(columns * groups_);
  for (std::size_t first = 0; first < columns; first += kernels.panel_columns) {
    const std::size_t width = std::min(kernels.panel_columns, columns - first);
    for (std::size_t group = 0; group < groups_; ++group) {
      for (std::size_t j = first; j < first + width; ++j) {
        std::uint32_t packed = 0;
        for (std::size_t i = 0; i < in_group && j < n && group * in_group + i < k; ++i) {
          const auto value = static_cast<std::uint32_t>(q.values[j * k + group * in_group + i]);
          packed |= (value & mask) << (bits * i);
        }
        *to++ = static_cast<std::int32_t>(packed);
      }
    }
  }
  float* scale = scale_.reserve_discarding(columns);
  std::int32_t* sum = sum_.reserve_discarding(columns);
  float* padded_bias = bias_.reserve_discarding(columns);
  for (std::size_t j = 0; j < columns; ++j) {
    scale[j] = j < n ? q.scale[j] : 0.0F;
    padded_bias[j] = j < n && !bias.empty() ? bias[j] : 0.0F;
    sum[j] = 0;
    if (format != NarrowFormat::kI8 || j >= n) continue;
    std::int32_t total = 0;
    for (std::size_t i = 0; i < k; ++i) total += q.values[j * k + i];
    sum[j] = static_cast<std::int32_t>((static_cast<std::uint32_t>(total) & 127U) |
                                       static_cast<std::uint32_t>(total >> 7) << 16);
  }
}

std::size_t PackedNarrow::bytes() const noexcept {
  return panels_.capacity() * sizeof(std::int32_t) + scale_.capacity() * sizeof(float) +
         sum_.capacity() * sizeof(std::int32_t) + bias_.capacity() * sizeof(float);
}

double i8_rounding_loss(std::span<const float> weight, std::size_t n, std::size_t k) {
  double worst = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const std::span<const float> row = weight.subspan(j * k, k);
    const float scale = scale_of(row, NarrowFormat::kI8);
    double lost = 0;
    double whole = 0;
    for (const float w : row) {
      const double kept =
          static_cast<double>(quantize(w, scale, NarrowFormat::kI8)) * static_cast<double>(scale);
      lost += (static_cast<double>(w) - kept) * (static_cast<double>(w) - kept);
      whole += static_cast<double>(w) * static_cast<double>(w);
    }
    if (whole > 0) worst = std::max(worst, std::sqrt(lost / whole));
  }
  return worst;
}

double i16_fewest_steps(std::span<const float> weight, std::size_t n, std::size_t k) {
  double fewest = std::numeric_limits<double>::infinity();
  std::vector<float> magnitudes;
  for (std::size_t j = 0; j < n; ++j) {
    const std::span<const float> row = weight.subspan(j * k, k);
    const float scale = scale_of(row, NarrowFormat::kI16);
    if (scale == 0.0F) continue;
    magnitudes.clear();
    for (const float w : row) {
      if (w != 0.0F) magnitudes.push_back(std::fabs(w));
    }
    const auto middle = magnitudes.begin() + static_cast<std::ptrdiff_t>(magnitudes.size() / 2);
    std::ranges::nth_element(magnitudes, middle);
    fewest = std::min(fewest, static_cast<double>(*middle) / static_cast<double>(scale));
  }
  return fewest;
}

}  // namespace assay
