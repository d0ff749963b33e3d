// Powers and activations on registers, operation by operation the same on every ISA and in
// plain_math.h.

namespace assay::ASSAY_ISA {
namespace {

// The polynomial c[0] + c[1] x + ... by Horner's rule.
template <std::size_t kTerms>
inline Floats polynomial(const float (&c)[kTerms], Floats x) {
  Floats value = broadcast(c[kTerms - 1]);
#pragma GCC unroll 16
  for (std::size_t i = 2; i <= kTerms; ++i) value = fma(value, x, broadcast(c[kTerms - i]));
  return value;
}

// 2^x with a relative error below 2.5e-7, for -125 <= x <= 127.
inline Floats power_of_2_near(Floats x) {
  // The sum has the integer next to x in its last bits; x less that integer is exact.
  const Floats shifted = add(x, broadcast(0x1.8p23F));
  const Floats n = sub(shifted, broadcast(0x1.8p23F));
  const Floats value = polynomial(kPowerOf2, sub(x, n));
  return floats_of_bits(add_ints(bits_of(value), lower_9_bits_up(bits_of(shifted))));
}

// Outside [-125, 127] as at the nearer end.
inline Floats power_of_2(Floats x) {
  return power_of_2_near(min(max(x, broadcast(-125.0F)), broadcast(127.0F)));
}

// 32767 * 2^x with a relative error below 2.8e-6, down to 2^-125.
inline Floats weight_of(Floats x) {
  x = max(x, broadcast(-125.0F));
  return scale_by_floor(polynomial(kWeightOf, sub(x, floor(x))), x);
}

// e^x; the rounding of x * log2(e) adds |x| * 1e-7.
inline Floats power_of_e(Floats x) { return power_of_2(mul(x, broadcast(1.44269504088896341F))); }

// x * (1 + erf(x / sqrt(2))) / 2 = max(x, 0) - |x| (1 - erf(|x| / sqrt(2))) / 2 with an error below
// 3.5e-7 * max(1, |x|).
inline Floats gelu_of(Floats x) {
  const Floats a = magnitude(x);
  // The sum with 2^23 has the interval's number in its last bits.
  const Ints interval =
      bits_of(fma(min(a, broadcast(15 * kGeluStep)), broadcast(1 / kGeluStep), broadcast(0x1p23F)));
  Floats value = look_up_16(kGeluTable[4], interval);
  value = fma(value, a, look_up_16(kGeluTable[3], interval));
  value = fma(value, a, look_up_16(kGeluTable[2], interval));
  value = fma(value, a, look_up_16(kGeluTable[1], interval));
  value = fma(value, a, look_up_16(kGeluTable[0], interval));
  return add(max(x, zero()), value);
}

// x / (1 + e^-x)
inline Floats silu_of(Floats x) { return div(x, add(broadcast(1.0F), power_of_e(sub(zero(), x)))); }

// x * (1 + tanh(y)) / 2 = x / (1 + e^-2y) with y = sqrt(2 / pi) (x + 0.044715 x^3)
inline Floats gelu_tanh_of(Floats x) {
  constexpr float kSlope = 1.5957691216057308F;  // 2 sqrt(2 / pi)
  const Floats y2 = mul(x, fma(mul(x, x), broadcast(kSlope * 0.044715F), broadcast(kSlope)));
  return div(x, add(broadcast(1.0F), power_of_e(sub(zero(), y2))));
}

}  // namespace
}  // namespace assay::ASSAY_ISA
