#include "nn/tensor.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "assay/error.h"

namespace assay {
namespace {

float from_bf16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

// IEEE 754 binary16, subnormals included; exact.
float from_f16(std::uint16_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000U) << 16U;
  const std::uint32_t exponent = (bits >> 10U) & 0x1FU;
  const std::uint32_t fraction = bits & 0x3FFU;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign == 0 ? magnitude : -magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 0xFFU : exponent + (127 - 15);
  return std::bit_cast<float>(sign | wide << 23U | fraction << 13U);
}

template <float (*kConvert)(std::uint16_t)>
void widen(const std::byte* data, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, data + 2 * i, sizeof bits);
    out[i] = kConvert(bits);
  }
}

std::string shown(std::span<const std::size_t> shape) {
  std::string text = "[";
  for (const std::size_t extent : shape) {
    if (text.size() > 1) text += " x ";
    text += std::to_string(extent);
  }
  return text + "]";
}

}  // namespace

std::vector<float> load_floats(const TensorSource& source, std::string_view name,
                               std::span<const std::size_t> shape) {
  const std::string tensor = "tensor '" + std::string(name) + "'";
  const auto view = source.find(name);
  if (!view) throw Error(ErrorKind::kBadData, source.where() + ": " + tensor + " is missing");
  if (!std::ranges::equal(view->shape, shape)) {
    throw Error(ErrorKind::kBadData, source.where() + ": " + tensor + " has the shape " +
                                         shown(view->shape) + ", " + shown(shape) + " is expected");
  }
  std::vector<float> values(view->size());
  switch (view->dtype) {
    case DType::kF32:
      if (!values.empty()) std::memcpy(values.data(), view->data, values.size() * sizeof(float));
      break;
    case DType::kF16:
      widen<from_f16>(view->data, values);
      break;
    case DType::kBf16:
      widen<from_bf16>(view->data, values);
      break;
  }
  const auto bad =
      std::ranges::find_if_not(values, [](float value) { return std::isfinite(value); });
  if (bad != values.end()) {
    throw Error(ErrorKind::kBadData, source.where() + ": " +
                                         (std::isnan(*bad) ? "NaN" : "infinity") + " in " + tensor +
                                         ", element " + std::to_string(bad - values.begin()));
  }
  return values;
}

}  // namespace assay
