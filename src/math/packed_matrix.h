#pragma once

#include <cstddef>
#include <span>

#include "math/aligned_buffer.h"
#include "math/kernels.h"

namespace assay {

// The weights of a linear layer, laid out for the GEMM kernels of one ISA: panels of
// Kernels::panel_columns output columns, the last one narrower (rounded up to whole lanes, filled
// with 0); in a panel, row k holds the weights of all its columns for input k: what the kernel
// reads is one ascending stream.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  // `weight`: [n x k], as a linear layer stores it (out = in * weight^T + bias); `bias`: [n] or
  // empty = zeros.
  PackedMatrix(std::span<const float> weight, std::span<const float> bias, std::size_t n,
               std::size_t k, const Kernels& kernels);

  [[nodiscard]] std::size_t n() const noexcept { return n_; }
  [[nodiscard]] std::size_t k() const noexcept { return k_; }
  [[nodiscard]] const float* panels() const noexcept { return panels_.data(); }
  [[nodiscard]] const float* bias() const noexcept { return bias_.data(); }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return (panels_.capacity() + bias_.capacity()) * sizeof(float);
  }

 private:
  std::size_t n_ = 0;
  std::size_t k_ = 0;
  AlignedBuffer<float> panels_;
  AlignedBuffer<float> bias_;
};

}  // namespace assay
