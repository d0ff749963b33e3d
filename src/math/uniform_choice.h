#pragma once

#include <cstdint>
#include <vector>

#include "math/numpy_random_state.h"

namespace assay {

// RandomState.choice(n, p=p) with the uniform probabilities that scikit-learn passes: float32 1/n,
// summed up in double and normalised, so that a few indices are drawn a little more often than
// others. REQUIRES: n > 0.
class UniformChoice {
 public:
  explicit UniformChoice(std::uint32_t n);
  // One draw of a double: the first index whose cumulative probability is above it.
  [[nodiscard]] std::uint32_t draw(NumpyRandomState& random) const;

 private:
  std::vector<double> cumulative_;
};

}  // namespace assay
