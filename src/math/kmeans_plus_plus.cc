#include "math/kmeans_plus_plus.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <vector>

#include "math/float32_sums.h"
#include "math/numpy_sum.h"
#include "math/uniform_choice.h"

namespace assay {
namespace {

constexpr std::size_t kLanes = 8;

double dot(const double* x, const double* y, std::size_t n) {
  std::array<double, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) sums[j] += x[i + j] * y[i + j];
  }
  double sum = 0;
  for (const double lane : sums) sum += lane;
  for (; i < n; ++i) sum += x[i] * y[i];
  return sum;
}

// The points in double, and their squared norms.
class WidePoints {
 public:
  explicit WidePoints(const Points& points) : columns_(points.matrix.cols()) {
    values_.reserve(points.size() * columns_);
    for (std::size_t i = 0; i < points.size(); ++i) {
      values_.insert(values_.end(), points[i].begin(), points[i].end());
    }
    norms_.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) norms_.push_back(dot(row(i), row(i), columns_));
  }
  [[nodiscard]] std::size_t size() const { return norms_.size(); }

  // Squared distance of every point to point `centre`, but not more than `most` where that is given.
  [[nodiscard]] std::vector<float> squared_distances(std::size_t centre,
                                                     std::span<const float> most) const {
    std::vector<float> distances(size());
    for (std::size_t i = 0; i < size(); ++i) {
      const double squared = -2 * dot(row(centre), row(i), columns_) + norms_[centre] + norms_[i];
      const float distance = std::max(static_cast<float>(squared), 0.0F);
      distances[i] = most.empty() ? distance : std::min(most[i], distance);
    }
    return distances;
  }

 private:
  [[nodiscard]] const double* row(std::size_t i) const { return values_.data() + i * columns_; }

  std::size_t columns_;
  std::vector<double> values_;
  std::vector<double> norms_;
};

// The sum of all distances. Since 1.3 scikit-learn multiplies by weights of 1.
float potential(std::span<const float> distances, SklearnVersion version) {
  if (version == SklearnVersion::k1_2) return numpy_sum_float32(distances);
  const std::vector<float> ones(distances.size(), 1.0F);
  return blas_dot(distances, ones);
}

template <typename Sum>
std::vector<double> running_sums(std::span<const float> values) {
  std::vector<double> sums;
  sums.reserve(values.size());
  Sum sum = 0;
  for (const float value : values) {
    sum += static_cast<Sum>(value);
    sums.push_back(static_cast<double>(sum));
  }
  return sums;
}

}  // namespace

Matrix choose_first_centres(const Points& points, std::size_t clusters, SklearnVersion version,
                            NumpyRandomState& random) {
  assert(clusters > 0 && points.size() > 0);
  const auto n = static_cast<std::uint32_t>(points.size());
  const auto trials = 2 + static_cast<std::size_t>(std::log(static_cast<double>(clusters)));
  const WidePoints wide(points);
  Matrix centres(clusters, points.matrix.cols());

  const std::uint32_t first =
      version == SklearnVersion::k1_2 ? random.bounded(n - 1) : UniformChoice(n).draw(random);
  std::ranges::copy(points[first], centres.row(0).begin());
  std::vector<float> closest = wide.squared_distances(first, {});
  float closest_potential = potential(closest, version);

  for (std::size_t c = 1; c < clusters; ++c) {
    const auto sums = version >= SklearnVersion::k1_8 ? running_sums<float>(closest)
                                                      : running_sums<double>(closest);
    std::vector<std::size_t> candidates(trials);
    for (std::size_t& candidate : candidates) {
      const double target = random.uniform() * static_cast<double>(closest_potential);
      const auto place = std::ranges::lower_bound(sums, target) - sums.begin();
      candidate = std::min(static_cast<std::size_t>(place), points.size() - 1);
    }
    std::size_t best = 0;
    std::vector<float> best_distances;
    float best_potential = 0;
    for (std::size_t t = 0; t < trials; ++t) {
      std::vector<float> distances = wide.squared_distances(candidates[t], closest);
      const float sum = potential(distances, version);
      if (t > 0 && !(sum < best_potential)) continue;
      best = candidates[t];
      best_potential = sum;
      best_distances = std::move(distances);
    }
    closest = std::move(best_distances);
    closest_potential = best_potential;
    std::ranges::copy(points[best], centres.row(c).begin());
  }
  return centres;
}

}  // namespace assay
