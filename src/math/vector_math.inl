// exp2, exp, erf and tanh on registers. Coefficients from tools/fit_kernel_polynomials.py.

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

// x * (1 + erf(x / sqrt(2))) / 2 with an error below 2.5e-7 * max(1, |x|).
inline Floats gelu_of(Floats x) {
  // erf(x / sqrt(2)) / x in u = 2 (x / 5.3)^2 - 1; from 5.3 on erf is 1 to 1e-7.
  constexpr float kLimit = 5.3F;
  constexpr float kCoefficients[] = {
      0.2667851150035858F,   -0.1330370157957077F,    0.09852832555770874F,  -0.0791778638958931F,
      0.06415904313325882F,  -0.05059660226106644F,   0.03785167261958122F,  -0.026370948180556297F,
      0.017656341195106506F, -0.011699100956320763F,  0.006269858218729496F, -0.002191895619034767F,
      0.001464159577153623F, -0.0015291315503418446F, 0.00056725979084149F};
  // Below -5.3 the value is that at -5.3, about 3e-7 too small; there gelu itself is between -6e-7
  // and 0.
  x = max(x, broadcast(-kLimit));
  const Floats t = min(x, broadcast(kLimit));
  const Floats u = fma(mul(t, t), broadcast(2.0F / (kLimit * kLimit)), broadcast(-1.0F));
  const Floats half = mul(x, broadcast(0.5F));
  return fma(mul(half, t), polynomial(kCoefficients, u), half);
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
