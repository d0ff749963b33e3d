#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "math/aligned_buffer.h"
#include "math/kernels.h"
#include "math/packed_narrow.h"

namespace assay {

// Rows in, rows out.
struct LinearCall {
  const float* input = nullptr;  // [rows x in_features]
  std::size_t input_stride = 0;
  std::size_t rows = 0;
  float* output = nullptr;  // [rows x out_features]
  std::size_t output_stride = 0;
  Epilogue epilogue = Epilogue::kBias;
  const float* residual =
      nullptr;  // [rows x out_features], may be `output`; for Epilogue::kBiasResidual
  std::size_t residual_stride = 0;
};

// A linear layer with its weights packed for one precision and one set of kernels. Immutable;
// threads share it. A row of the output has the same bits whatever rows stand beside it.
class Linear {
 public:
  using Scratch = AlignedBuffer<std::byte>;

  virtual ~Linear() = default;
  // `scratch` belongs to the calling thread; what it holds is lost.
  virtual void run(const LinearCall& call, Scratch& scratch) const = 0;
  // Rows that make it worth going through the weights once: more are no faster at once than in parts.
  [[nodiscard]] virtual std::size_t rows_at_once() const = 0;
  [[nodiscard]] virtual std::size_t in_features() const = 0;
  [[nodiscard]] virtual std::size_t out_features() const = 0;
  [[nodiscard]] virtual std::uint64_t weights_bytes() const = 0;
};

// float32 on our own kernels. `weight`: [out_features x in_features]; `bias`: [out_features] or
// empty.
[[nodiscard]] std::unique_ptr<Linear> make_linear_f32(std::span<const float> weight,
                                                      std::span<const float> bias,
                                                      std::size_t out_features,
                                                      std::size_t in_features,
                                                      const Kernels& kernels);

// In a narrow format (math/kernels.h): each row is narrowed on its way in. A row of the input that
// is not finite gives a row of NaN.
[[nodiscard]] std::unique_ptr<Linear> make_linear_narrow(
    NarrowFormat format, std::span<const float> weight, std::span<const float> bias,
    std::size_t out_features, std::size_t in_features, const Kernels& kernels);

}  // namespace assay
