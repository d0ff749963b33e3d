#include "nn/head.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "assay/error.h"

namespace assay {
namespace {

void expect_width(const char* stage, const char* what, std::size_t found, std::size_t expected) {
  if (found == expected) return;
  throw Error(ErrorKind::kBadData, std::string(stage) + " module: " + what + " is " +
                                       std::to_string(found) + ", expected " +
                                       std::to_string(expected));
}

constexpr float kLayerNormEpsilon = 1e-5F;  // torch.nn.LayerNorm's default

void normalize(float* x, std::size_t n) {
  double squares = 0;
  for (std::size_t j = 0; j < n; ++j) squares += double{x[j]} * double{x[j]};
  const auto norm = static_cast<float>(std::max(std::sqrt(squares), 1e-12));
  for (std::size_t j = 0; j < n; ++j) x[j] /= norm;
}

}  // namespace

void apply_activation(Activation activation, float* x, std::size_t n, const Kernels& kernels) {
  switch (activation) {
    case Activation::kIdentity:
      return;
    case Activation::kGelu:
      return kernels.gelu(x, n);
    case Activation::kGeluTanh:
      return kernels.gelu_tanh(x, n);
    case Activation::kSilu:
      return kernels.silu(x, n);
    case Activation::kRelu:
      for (std::size_t i = 0; i < n; ++i) x[i] = std::max(x[i], 0.0F);
      return;
    case Activation::kTanh:
      for (std::size_t i = 0; i < n; ++i) x[i] = std::tanh(x[i]);
      return;
  }
}

Head::Head(const std::vector<HeadStage>& stages, std::size_t in_features, const Kernels& kernels)
    : kernels_(kernels), in_features_(in_features), dimension_(in_features), widest_(in_features) {
  for (const HeadStage& stage : stages) {
    if (const auto* dense = std::get_if<DenseConfig>(&stage)) {
      expect_width("Dense", "in_features", dense->in_features, dimension_);
      expect_width("Dense", "the size of its weight", dense->weight.size(),
                   dense->in_features * dense->out_features);
      if (!dense->bias.empty()) {
        expect_width("Dense", "the size of its bias", dense->bias.size(), dense->out_features);
      }
      stages_.emplace_back(Dense{make_linear_f32(dense->weight, dense->bias, dense->out_features,
                                                 dense->in_features, kernels),
                                 dense->activation});
      dimension_ = dense->out_features;
      widest_ = std::max(widest_, dimension_);
    } else if (const auto* norm = std::get_if<LayerNormConfig>(&stage)) {
      expect_width("LayerNorm", "the size of its weight", norm->weight.size(), dimension_);
      expect_width("LayerNorm", "the size of its bias", norm->bias.size(), dimension_);
      stages_.emplace_back(*norm);
    } else {
      stages_.emplace_back(NormalizeConfig{});
    }
  }
}

std::uint64_t Head::weights_bytes() const noexcept {
  std::uint64_t bytes = 0;
  for (const Stage& stage : stages_) {
    if (const auto* dense = std::get_if<Dense>(&stage)) bytes += dense->linear->weights_bytes();
  }
  return bytes;
}

void Head::run(float* in, std::size_t rows, AlignedBuffer<float>& spare, Linear::Scratch& scratch,
               float* out) const {
  float* x = in;
  std::size_t width = in_features_;
  float* const buffers = spare.reserve_discarding(2 * rows * widest_);
  float* next = buffers;
  float* after_next = buffers + rows * widest_;
  for (const Stage& stage : stages_) {
    if (const auto* dense = std::get_if<Dense>(&stage)) {
      const std::size_t out_width = dense->linear->out_features();
      dense->linear->run({.input = x,
                          .input_stride = width,
                          .rows = rows,
                          .output = next,
                          .output_stride = out_width},
                         scratch);
      apply_activation(dense->activation, next, rows * out_width, kernels_);
      x = next;
      width = out_width;
      std::swap(next, after_next);
    } else if (const auto* norm = std::get_if<LayerNormConfig>(&stage)) {
      kernels_.layer_norm({.x = x,
                           .x_stride = width,
                           .addend = nullptr,
                           .addend_stride = 0,
                           .rows = rows,
                           .cols = width,
                           .weight = norm->weight.data(),
                           .bias = norm->bias.data(),
                           .epsilon = kLayerNormEpsilon,
                           .out = x,
                           .out_stride = width});
    } else {
      for (std::size_t i = 0; i < rows; ++i) normalize(x + i * width, width);
    }
  }
  std::copy_n(x, rows * dimension_, out);
}

}  // namespace assay
