#include "math/packed_narrow.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

namespace assay {
namespace {

// What one output's weights are divided by; 0 for zeros (and for what is too small to divide by).
float scale_of(std::span<const float> row, std::int32_t largest_weight) {
  float most = 0;
  for (const float w : row) most = std::max(most, std::fabs(w));
  return most < 0x1p-96F ? 0.0F : most / static_cast<float>(largest_weight);
}

std::int32_t quantize(float w, float scale, std::int32_t largest_weight) {
  if (scale == 0.0F) return 0;
  const auto q = static_cast<std::int32_t>(std::nearbyint(w / scale));
  return std::clamp(q, -largest_weight, largest_weight);
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
  const std::int32_t largest = format == NarrowFormat::kI8 ? kI8LargestWeight : kI16LargestWeight;
  for (std::size_t j = 0; j < n; ++j) {
    const std::span<const float> row = weight.subspan(j * k, k);
    if (format != NarrowFormat::kBf16) q.scale[j] = scale_of(row, largest);
    for (std::size_t i = 0; i < k; ++i) {
      q.values[j * k + i] = format == NarrowFormat::kBf16 ? bfloat16_bits(row[i])
                                                          : quantize(row[i], q.scale[j], largest);
    }
  }
  return q;
}

// Fewest equal parts of k such that no input can take a part's sum beyond 32 bits: of one output's
// weights in a part, the sum of magnitudes times the largest input has to fit. The bound of
// kernels.h ends the search at parts of 64.
std::size_t safe_fold(const Quantized& q, std::size_t n, std::size_t k, std::size_t in_group,
                      std::int32_t largest_input) {
  const std::size_t groups = (k + in_group - 1) / in_group;
  for (std::size_t parts = 1;; ++parts) {
    const std::size_t fold = (groups + parts - 1) / parts;
    const std::size_t depth = fold * in_group;
    const auto fits = [&](std::size_t j, std::size_t first) {
      std::int64_t magnitude = 0;
      for (std::size_t i = first; i < std::min(k, first + depth); ++i)
        magnitude += std::abs(q.values[j * k + i]);
      return magnitude * largest_input <= std::numeric_limits<std::int32_t>::max();
    };
    bool is_safe = true;
    for (std::size_t j = 0; j < n && is_safe; ++j) {
      for (std::size_t first = 0; first < k && is_safe; first += depth) is_safe = fits(j, first);
    }
    if (is_safe) return fold;
  }
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
  const std::size_t in_group = narrow_kernels(kernels, format).in_group;
  const unsigned bits = 32 / static_cast<unsigned>(in_group);
  const std::uint32_t mask = (1U << bits) - 1U;
  groups_ = (k + in_group - 1) / in_group;
  const Quantized q = quantize(weight, n, k, format);
  fold_ = format == NarrowFormat::kBf16
              ? groups_
              : safe_fold(q, n, k, in_group,
                          format == NarrowFormat::kI8 ? kI8LargestInput : kI16LargestInput);

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

double rounding_loss(std::span<const float> weight, std::size_t n, std::size_t k,
                     std::int32_t largest_weight) {
  double worst = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const std::span<const float> row = weight.subspan(j * k, k);
    const float scale = scale_of(row, largest_weight);
    double lost = 0;
    double whole = 0;
    for (const float w : row) {
      const double kept =
          static_cast<double>(quantize(w, scale, largest_weight)) * static_cast<double>(scale);
      lost += (static_cast<double>(w) - kept) * (static_cast<double>(w) - kept);
      whole += static_cast<double>(w) * static_cast<double>(w);
    }
    if (whole > 0) worst = std::max(worst, std::sqrt(lost / whole));
  }
  return worst;
}

}  // namespace assay
