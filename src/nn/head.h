#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "math/kernels.h"
#include "nn/linear.h"
#include "nn/text_encoder.h"

namespace assay {

// Applies `activation` to n values in place.
void apply_activation(Activation activation, float* x, std::size_t n, const Kernels& kernels);

// The modules after pooling: Dense, Normalize, LayerNorm. Always float32: they see one row per
// text.
class Head {
 public:
  // Throws Error{kBadData} when the widths of the stages do not fit `in_features` and each other.
  Head(const std::vector<HeadStage>& stages, std::size_t in_features, const Kernels& kernels);
  [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }
  [[nodiscard]] std::uint64_t weights_bytes() const noexcept;

  // `in`: [rows x in_features], overwritten; `out`: [rows x dimension()]; `spare`: a buffer of the
  // calling thread.
  void run(float* in, std::size_t rows, AlignedBuffer<float>& spare, Linear::Scratch& scratch,
           float* out) const;

 private:
  struct Dense {
    std::unique_ptr<Linear> linear;
    Activation activation;
  };
  using Stage = std::variant<Dense, NormalizeConfig, LayerNormConfig>;
  const Kernels& kernels_;
  std::vector<Stage> stages_;
  std::size_t in_features_ = 0;
  std::size_t dimension_ = 0;
  std::size_t widest_ = 0;
};

}  // namespace assay
