#include "nn/layer_maker.h"

#include <cassert>
#include <cstdio>
#include <string_view>
#include <utility>

namespace assay {
namespace {

NarrowFormat format_of(Precision precision) {
  return precision == Precision::kI16  ? NarrowFormat::kI16
         : precision == Precision::kI8 ? NarrowFormat::kI8
                                       : NarrowFormat::kBf16;
}

std::string with_one_decimal(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", number);
  return text;
}

std::string too_deep(std::size_t largest) {
  return "more than " + std::to_string(largest) + " inputs";
}

// Why a precision does not suit a layer; empty where it does.
std::string unfit_for_i8(const LinearWeights& layer) {
  if (layer.in_features > kI8LargestDepth) return too_deep(kI8LargestDepth);
  const double loss = i8_rounding_loss(layer.weight, layer.out_features(), layer.in_features);
  if (loss <= kI8LargestLoss) return {};
  return "8 bits lose " + with_one_decimal(1000 * loss) +
         " per mille of an output's weights, more than " + with_one_decimal(1000 * kI8LargestLoss);
}

std::string unfit_for_i16(const LinearWeights& layer) {
  if (layer.in_features > kI16LargestDepth) return too_deep(kI16LargestDepth);
  const double steps = i16_fewest_steps(layer.weight, layer.out_features(), layer.in_features);
  if (steps >= kI16FewestSteps) return {};
  return "half of an output's weights are below " + with_one_decimal(steps) +
         " steps of 16 bits, fewer than " + with_one_decimal(kI16FewestSteps);
}

}  // namespace

LayerMaker::LayerMaker(Precision precision, const Kernels& kernels,
                       std::map<std::string, std::string> keep)
    : precision_(precision), kernels_(kernels), keep_(std::move(keep)) {
  assert(precision != Precision::kAuto);
}

std::unique_ptr<Linear> LayerMaker::make_as(Precision precision, const LinearWeights& layer) const {
  if (precision == Precision::kF32) {
    return make_linear_f32(layer.weight, layer.bias, layer.out_features(), layer.in_features,
                           kernels_);
  }
  return make_linear_narrow(format_of(precision), layer.weight, layer.bias, layer.out_features(),
                            layer.in_features, kernels_);
}

std::unique_ptr<Linear> LayerMaker::make(const LinearWeights& layer) {
  Precision precision = precision_;
  std::string reason;
  const auto use = [&](Precision finer, std::string why) {
    precision = finer;
    reason = std::move(why);
  };
  const auto keep = keep_.find(layer.name);
  if (keep != keep_.end()) {
    use(precision_ == Precision::kI8 ? Precision::kI16 : Precision::kF32, keep->second);
  } else if (precision == Precision::kI8) {
    if (const std::string why = unfit_for_i8(layer); !why.empty()) use(Precision::kI16, why);
  }
  if (precision == Precision::kI16) {
    if (const std::string why = unfit_for_i16(layer); !why.empty()) use(Precision::kF32, why);
  }
  if (precision != precision_) {
    const std::lock_guard lock(mutex_);
    kept_[layer.name] = {{"layer", layer.name},
                         {"precision", std::string(to_string(precision))},
                         {"reason", reason}};
  }
  return make_as(precision, layer);
}

Json LayerMaker::kept() const {
  const std::lock_guard lock(mutex_);
  Json list = Json::array();
  for (const auto& [name, entry] : kept_) list.push_back(entry);
  return list;
}

std::string LayerMaker::instruction() const {
  if (precision_ != Precision::kF32)
    return narrow_kernels(kernels_, format_of(precision_)).instruction;
  return kernels_.lanes == 1 ? "plain loop" : "fma";
}

bool LayerMaker::is_native() const {
  return precision_ == Precision::kF32 || std::string_view(instruction()).starts_with('v');
}

}  // namespace assay
