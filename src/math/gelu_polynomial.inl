// gelu by one polynomial, from tools/fit_kernel_polynomials.py.

namespace assay::ASSAY_ISA {
namespace {

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

}  // namespace
}  // namespace assay::ASSAY_ISA
