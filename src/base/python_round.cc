#include "base/python_round.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

namespace assay {

double python_round(double value, int digits) {
  assert(digits >= 0 && digits <= 20);
  // Every double of this size is a whole number, or is one after `digits` places.
  if (!std::isfinite(value) || std::abs(value) >= 0x1p53) return value;
  std::array<char, 64> text{};
  // to_chars with a precision rounds the exact value, half to even, like Python's dtoa in mode 3.
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value,
                                     std::chars_format::fixed, digits);
  assert(written.ec == std::errc{});
  double rounded = value;
  std::from_chars(text.data(), written.ptr, rounded);
  return rounded;
}

}  // namespace assay
