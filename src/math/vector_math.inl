// exp2, exp and tanh on registers. Coefficients from tools/fit_kernel_polynomials.py.

namespace assay::ASSAY_ISA {
namespace {

// The polynomial c[0] + c[1] x + ... by Horner's rule.
template <std::size_t N>
inline Floats polynomial(const float (&c)[N], Floats x) {
  Floats value = broadcast(c[N - 1]);
#pragma GCC unroll 16
  for (std::size_t i = 2; i <= N; ++i) value = fma(value, x, broadcast(c[N - i]));
  return value;
}

// 2^x with a relative error below 2.5e-7. Outside [-125, 127] as at the nearer end.
inline Floats power_of_2(Floats x) {
  constexpr float kCoefficients[] = {1.0000001192092896F,   0.6931469440460205F,
                                     0.24022120237350464F,  0.05550713092088699F,
                                     0.009675540961325169F, 0.001327647129073739F};
  x = min(max(x, broadcast(-125.0F)), broadcast(127.0F));
  const Floats n = round_to_even(x);
  return scale_by_power(polynomial(kCoefficients, sub(x, n)), n);
}

// As power_of_2, for |x| <= 120.
inline Floats power_of_2_near(Floats x) {
  constexpr float kCoefficients[] = {0.9999999403953552F,   0.6931530833244324F,
                                     0.24015361070632935F,  0.05582631751894951F,
                                     0.008989340625703335F, 0.0018775765784084797F};
  return scale_by_floor(polynomial(kCoefficients, fraction(x)), x);
}

// 32767 * 2^x with a relative error below 2.8e-6, the same bits everywhere down to 2^-125.
inline Floats weight_of(Floats x) {
  constexpr float kCoefficients[] = {32767 * 1.0000026226043701F, 32767 * 0.6930038332939148F,
                                     32767 * 0.2414427548646927F, 32767 * 0.052011460065841675F,
                                     32767 * 0.013534166850149632F};
  x = max(x, broadcast(-125.0F));
  const Floats f = sub(x, floor(x));  // fraction() is not rounded alike everywhere
  return scale_by_floor(polynomial(kCoefficients, f), x);
}

// e^x; the rounding of x * log2(e) adds |x| * 1e-7.
inline Floats power_of_e(Floats x) { return power_of_2(mul(x, broadcast(1.44269504088896341F))); }

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
