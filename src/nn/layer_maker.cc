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

std::string per_mille(double part) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", 1000 * part);
  return text;
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
  const auto try_finer = [&](Precision narrow, std::int32_t largest, double limit, const char* bits,
                             Precision finer) {
    if (precision != narrow) return;
    const double loss =
        rounding_loss(layer.weight, layer.out_features(), layer.in_features, largest);
    if (loss <= limit) return;
    reason = std::string(bits) + " bits lose " + per_mille(loss) +
             " per mille of an output's weights, more than " + per_mille(limit);
    precision = finer;
  };
  const auto keep = keep_.find(layer.name);
  if (keep != keep_.end()) {
    precision = precision_ == Precision::kI8 ? Precision::kI16 : Precision::kF32;
    reason = keep->second;
  } else if (precision_ == Precision::kI8 && layer.in_features > kI8LargestDepth) {
    precision = Precision::kI16;
    reason = "more than " + std::to_string(kI8LargestDepth) + " inputs";
  } else {
    try_finer(Precision::kI8, kI8LargestWeight, kI8LargestLoss, "8", Precision::kI16);
  }
  try_finer(Precision::kI16, kI16LargestWeight, kI16LargestLoss, "14", Precision::kF32);
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
