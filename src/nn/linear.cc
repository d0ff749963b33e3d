#include "nn/linear.h"

#include "math/packed_matrix.h"

namespace assay {
namespace {

class LinearF32 final : public Linear {
 public:
  LinearF32(std::span<const float> weight, std::span<const float> bias, std::size_t out_features,
            std::size_t in_features, const Kernels& kernels)
      : kernels_(kernels), matrix_(weight, bias, out_features, in_features, kernels) {}

  void run(const LinearCall& call, Scratch& /*scratch*/) const override {
    kernels_.gemm_f32({.a = call.input,
                       .a_stride = call.input_stride,
                       .rows = call.rows,
                       .panels = matrix_.panels(),
                       .k = matrix_.k(),
                       .n = matrix_.n(),
                       .bias = matrix_.bias(),
                       .residual = call.residual,
                       .residual_stride = call.residual_stride,
                       .out = call.output,
                       .out_stride = call.output_stride,
                       .epilogue = call.epilogue});
  }
  [[nodiscard]] std::size_t rows_at_once() const override { return kernels_.block_rows; }
  [[nodiscard]] std::size_t in_features() const override { return matrix_.k(); }
  [[nodiscard]] std::size_t out_features() const override { return matrix_.n(); }
  [[nodiscard]] std::uint64_t weights_bytes() const override { return matrix_.bytes(); }

 private:
  const Kernels& kernels_;
  PackedMatrix matrix_;
};

}  // namespace

std::unique_ptr<Linear> make_linear_f32(std::span<const float> weight, std::span<const float> bias,
                                        std::size_t out_features, std::size_t in_features,
                                        const Kernels& kernels) {
  return std::make_unique<LinearF32>(weight, bias, out_features, in_features, kernels);
}

}  // namespace assay
