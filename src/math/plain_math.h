#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "math/kernel_polynomials.h"

// One number at a time, what vector_math.inl and rows.inl do with registers of them: the same
// operations in the same order, so that every ISA gives the same bits.

namespace assay::generic {

// a * b + c, rounded once, in arithmetic that every CPU has. The product of two floats is exact as a
// double; the sum is rounded to odd there (to the neighbour whose last bit is 1, where it is not
// exact), after which rounding to float is as good as rounding the exact sum: Boldo and Melquiond,
// Emulation of FMA and correctly rounded sums, IEEE Transactions on Computers 57 (2008).
inline float fused(float a, float b, float c) {
#if defined(__FMA__) || defined(__aarch64__)
  return std::fma(a, b, c);
#else
  const double product = double{a} * double{b};
  const double addend = c;
  const double sum = product + addend;
  const double part = sum - product;
  const double error = (product - (sum - part)) + (addend - part);  // of sum, exact
  auto bits = std::bit_cast<std::int64_t>(sum);
  const std::int64_t outwards = (std::bit_cast<std::int64_t>(error) ^ bits) < 0 ? -1 : 1;
  // Neither an exact sum nor one that is not finite (whose error is NaN) moves.
  const bool is_rounded_to_even = (error < 0 || error > 0) && bits % 2 == 0;
  bits += is_rounded_to_even ? outwards : 0;
  return static_cast<float>(std::bit_cast<double>(bits));
#endif
}

// The polynomial c[0] + c[1] x + ... by Horner's rule.
template <std::size_t kTerms>
float polynomial(const float (&c)[kTerms], float x) {
  float value = c[kTerms - 1];
  for (std::size_t i = kTerms - 1; i-- > 0;) value = fused(value, x, c[i]);
  return value;
}

// a * 2^n, as long as the result is a normal number.
inline float times_power_of_2(float a, float n) {
  const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(n)) << 23;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(a) + exponent);
}

// 2^x with a relative error below 2.5e-7. Outside [-125, 127], and for NaN, as at the nearer end.
inline float power_of_2(float x) {
  x = x > -125.0F ? x : -125.0F;
  x = x < 127.0F ? x : 127.0F;
  const float n = std::nearbyint(x);
  return times_power_of_2(polynomial(kPowerOf2, x - n), n);
}

inline float power_of_e(float x) { return power_of_2(x * 1.44269504088896341F); }

inline float silu_of(float x) { return x / (1.0F + power_of_e(0.0F - x)); }

inline float gelu_tanh_of(float x) {
  constexpr float kSlope = 1.5957691216057308F;  // 2 sqrt(2 / pi)
  const float y2 = x * fused(x * x, kSlope * 0.044715F, kSlope);
  return x / (1.0F + power_of_e(0.0F - y2));
}

inline float gelu_of(float x) {
  const float a = std::fabs(x);
  const float limit = 15 * kGeluStep;
  const float shifted = fused(a < limit ? a : limit, 1 / kGeluStep, 0x1p23F);
  const std::size_t interval = std::bit_cast<std::uint32_t>(shifted) % 16;
  float value = kGeluTable[4][interval];
  for (std::size_t power = 4; power-- > 0;) value = fused(value, a, kGeluTable[power][interval]);
  return (x > 0.0F ? x : 0.0F) + value;
}

// Sixteen sums side by side, part i of the values i, i + 16, ...
class PartialSums {
 public:
  float& of(std::size_t i) { return part_[i % part_.size()]; }
  // The upper half added to the lower one until one value is left.
  [[nodiscard]] float total() {
    for (std::size_t half = part_.size() / 2; half > 0; half /= 2) {
      for (std::size_t i = 0; i < half; ++i) part_[i] += part_[i + half];
    }
    return part_[0];
  }

 private:
  std::array<float, 16> part_{};
};

}  // namespace assay::generic
