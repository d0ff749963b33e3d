#pragma once

namespace assay {

// The standard normal distribution function, in [0, 1].
[[nodiscard]] double normal_cdf(double x);
// Its inverse after Wichura (1988, algorithm AS 241, PPND16), relative error about 1e-16.
// -infinity and infinity at 0 and 1. REQUIRES: 0 <= p <= 1.
[[nodiscard]] double normal_quantile(double p);

}  // namespace assay
