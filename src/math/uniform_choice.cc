#include "math/uniform_choice.h"

#include <algorithm>
#include <cassert>

namespace assay {

UniformChoice::UniformChoice(std::uint32_t n) {
  assert(n > 0);
  const auto share = static_cast<double>(1.0F / static_cast<float>(n));
  cumulative_.reserve(n);
  double sum = 0;
  for (std::uint32_t i = 0; i < n; ++i) cumulative_.push_back(sum += share);
  for (double& value : cumulative_) value /= sum;
}

std::uint32_t UniformChoice::draw(NumpyRandomState& random) const {
  const double u = random.uniform();
  const auto found = std::ranges::upper_bound(cumulative_, u);
  return static_cast<std::uint32_t>(found - cumulative_.begin());
}

}  // namespace assay
