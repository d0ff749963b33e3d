#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "math/aligned_buffer.h"
#include "math/kernels.h"

namespace assay {

enum class NarrowFormat { kI16, kI8, kBf16 };

// The kernels of a format in one ISA's table.
[[nodiscard]] const NarrowKernels& narrow_kernels(const Kernels& kernels, NarrowFormat format);

// The weights of a linear layer in a narrow format (kernels.h), in panels as PackedMatrix lays them
// out, with a group of 32 bits where that has a float. Integers are symmetric, one scale per output:
// w is about q * scale, |q| up to kI8LargestWeight, or as kI16LargestNorm says.
class PackedNarrow {
 public:
  PackedNarrow() = default;
  // `weight`: [n x k], finite; `bias`: [n] or empty = zeros. k is up to kI8LargestDepth or
  // kI16LargestDepth.
  PackedNarrow(std::span<const float> weight, std::span<const float> bias, std::size_t n,
               std::size_t k, NarrowFormat format, const Kernels& kernels);

  [[nodiscard]] std::size_t n() const noexcept { return n_; }
  [[nodiscard]] std::size_t k() const noexcept { return k_; }
  [[nodiscard]] std::size_t groups() const noexcept { return groups_; }
  [[nodiscard]] const std::int32_t* panels() const noexcept { return panels_.data(); }
  [[nodiscard]] const float* column_scale() const noexcept { return scale_.data(); }
  [[nodiscard]] const std::int32_t* column_sum() const noexcept { return sum_.data(); }
  [[nodiscard]] const float* bias() const noexcept { return bias_.data(); }
  [[nodiscard]] std::size_t bytes() const noexcept;

 private:
  std::size_t n_ = 0;
  std::size_t k_ = 0;
  std::size_t groups_ = 0;
  AlignedBuffer<std::int32_t> panels_;
  AlignedBuffer<float> scale_;
  AlignedBuffer<std::int32_t> sum_;
  AlignedBuffer<float> bias_;
};

// How much of a layer's weights 8 bits lose: over all outputs, the largest of |w - q * scale| / |w| in
// the Euclidean norm. [n x k]; outputs of zeros lose nothing.
[[nodiscard]] double i8_rounding_loss(std::span<const float> weight, std::size_t n, std::size_t k);

// How finely 16 bits divide a layer's weights: over all outputs, the least of the median magnitude
// of w other than 0, in steps of its integers. Few where one weight is far larger than most, however
// little of the norm that loses; infinity without weights other than 0. [n x k].
[[nodiscard]] double i16_fewest_steps(std::span<const float> weight, std::size_t n, std::size_t k);

}  // namespace assay
