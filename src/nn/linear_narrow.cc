#include <algorithm>

#include "math/packed_narrow.h"
#include "nn/linear.h"

namespace assay {
namespace {

class LinearNarrow final : public Linear {
 public:
  LinearNarrow(std::span<const float> weight, std::span<const float> bias, std::size_t out_features,
               std::size_t in_features, NarrowFormat format, const Kernels& kernels)
      : kernels_(narrow_kernels(kernels, format)),
        block_rows_(kernels.block_rows),
        matrix_(weight, bias, out_features, in_features, format, kernels),
        has_zero_(format == NarrowFormat::kI8 && kernels_.in_group == 4),
        stride_((matrix_.groups() + 15) / 16 * 16) {}

  void run(const LinearCall& call, Scratch& scratch) const override {
    // Narrowed rows stay in the second-level cache until the product has read them.
    const std::size_t rows_at_once = std::min(block_rows_, call.rows);
    // Inputs, then their scales and zeros.
    auto* narrow = reinterpret_cast<std::int32_t*>(
        scratch.reserve_discarding((stride_ + 2) * rows_at_once * sizeof(std::int32_t)));
    auto* scale = reinterpret_cast<float*>(narrow + stride_ * rows_at_once);
    auto* zero = narrow + (stride_ + 1) * rows_at_once;
    for (std::size_t row = 0; row < call.rows; row += rows_at_once) {
      const std::size_t rows = std::min(rows_at_once, call.rows - row);
      kernels_.narrow({.x = call.input + row * call.input_stride,
                       .x_stride = call.input_stride,
                       .rows = rows,
                       .cols = matrix_.k(),
                       .out = narrow,
                       .out_stride = stride_,
                       .scale = scale,
                       .zero = zero});
      kernels_.gemm({.a = narrow,
                     .a_stride = stride_,
                     .rows = rows,
                     .row_scale = scale,
                     .row_zero = has_zero_ ? zero : nullptr,
                     .panels = matrix_.panels(),
                     .groups = matrix_.groups(),
                     .n = matrix_.n(),
                     .column_scale = matrix_.column_scale(),
                     .column_sum = matrix_.column_sum(),
                     .bias = matrix_.bias(),
                     .residual = call.residual == nullptr
                                     ? nullptr
                                     : call.residual + row * call.residual_stride,
                     .residual_stride = call.residual_stride,
                     .out = call.output + row * call.output_stride,
                     .out_stride = call.output_stride,
                     .epilogue = call.epilogue});
    }
  }
  // Half of what float32 needs: its weights are at least twice as many bytes.
  [[nodiscard]] std::size_t rows_at_once() const override { return (block_rows_ + 1) / 2; }
  [[nodiscard]] std::size_t in_features() const override { return matrix_.k(); }
  [[nodiscard]] std::size_t out_features() const override { return matrix_.n(); }
  [[nodiscard]] std::uint64_t weights_bytes() const override { return matrix_.bytes(); }

 private:
  const NarrowKernels& kernels_;
  std::size_t block_rows_;
  PackedNarrow matrix_;
  bool has_zero_;
  std::size_t stride_;  // groups from one narrowed row to the next
};

}  // namespace

std::unique_ptr<Linear> make_linear_narrow(NarrowFormat format, std::span<const float> weight,
                                           std::span<const float> bias, std::size_t out_features,
                                           std::size_t in_features, const Kernels& kernels) {
  return std::make_unique<LinearNarrow>(weight, bias, out_features, in_features, format, kernels);
}

}  // namespace assay
