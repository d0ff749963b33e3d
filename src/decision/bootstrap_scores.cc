#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "assay/uncertainty.h"
#include "base/parallel.h"
#include "decision/random_stream.h"

namespace assay {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kMostUndefined = 0.05;
constexpr double kRounding = 1e-13;  // of a difference of two scores
// Handed to a worker at once: enough that the hand-out does not count.
constexpr std::size_t kBlock = 64;

// What the moments of the influences tell about the weighted sum of strata: the standard error and
// Efron's acceleration (for several samples as in SciPy: sums over samples of U^2/n^2 and U^3/n^3).
struct Moments {
  double variance = 0;
  double second = 0;
  double third = 0;

  void add(const std::vector<double>& influence, double weight) {
    const auto n = static_cast<double>(influence.size());
    if (n < 2) return;
    double squares = 0;
    double cubes = 0;
    for (const double u : influence) {
      squares += u * u;
      cubes += u * u * u;
    }
    variance += weight * weight * squares / (n * (n - 1));
    second += weight * weight * squares / (n * n);
    third += weight * weight * weight * cubes / (n * n * n);
  }
  [[nodiscard]] double acceleration() const {
    return second > 0 ? third / (6 * std::pow(second, 1.5)) : 0;
  }
};

}  // namespace

BootstrapScores::BootstrapScores(std::span<const Stratum> strata, std::size_t models,
                                 const ResampleOptions& options)
    : replicates_(models, std::vector<double>(options.resamples, 0.0)),
      observed_(models, 0.0),
      influence_(models) {
  assert(!strata.empty());
  fewest_rows_ = std::numeric_limits<std::size_t>::max();
  for (const Stratum& stratum : strata) {
    weights_.push_back(stratum.weight);
    fewest_rows_ = std::min(fewest_rows_, stratum.statistic->rows());
    const std::vector<std::uint32_t> once(stratum.statistic->rows(), 1);
    for (std::size_t m = 0; m < models; ++m) {
      influence_[m].push_back(stratum.statistic->influence(m));
      const auto score = stratum.statistic->score(m, once);
      if (!score) observed_[m].reset();
      if (score && observed_[m]) *observed_[m] += stratum.weight * *score;
    }
  }
  const std::size_t blocks = (options.resamples + kBlock - 1) / kBlock;
  parallel_for(blocks, options.threads, [&](std::size_t block, unsigned) {
    std::vector<std::uint32_t> counts;
    const std::size_t end = std::min((block + 1) * kBlock, options.resamples);
    for (std::size_t b = block * kBlock; b < end; ++b) {
      RandomStream random(options.seed, b);
      for (const Stratum& stratum : strata) {
        counts.resize(stratum.statistic->rows());
        draw_counts(random, counts);
        for (std::size_t m = 0; m < models; ++m) {
          replicates_[m][b] += stratum.weight * stratum.statistic->score(m, counts).value_or(kNaN);
        }
      }
    }
  });
}

Estimate BootstrapScores::score(std::size_t model, double level, IntervalMethod method) const {
  return estimate(replicates_[model], observed_[model], influence_[model], level, method);
}

Estimate BootstrapScores::difference(std::size_t a, std::size_t b, double level,
                                     IntervalMethod method) const {
  std::vector<double> replicates = replicates_[a];
  for (std::size_t i = 0; i < replicates.size(); ++i) replicates[i] -= replicates_[b][i];
  auto influences = influence_[a];
  for (std::size_t s = 0; s < influences.size(); ++s) {
    for (std::size_t i = 0; i < influences[s].size(); ++i) influences[s][i] -= influence_[b][s][i];
  }
  std::optional<double> value;
  if (observed_[a] && observed_[b]) value = *observed_[a] - *observed_[b];
  return estimate(std::move(replicates), value, influences, level, method);
}

double BootstrapScores::paired_p_value(std::size_t a, std::size_t b) const {
  double not_above = 0;
  double not_below = 0;
  double defined = 0;
  for (std::size_t i = 0; i < replicates_[a].size(); ++i) {
    const double difference = replicates_[a][i] - replicates_[b][i];
    if (std::isnan(difference)) continue;
    ++defined;
    if (difference <= kRounding) ++not_above;
    if (difference >= -kRounding) ++not_below;
  }
  return std::min(1.0, 2 * (std::min(not_above, not_below) + 1) / (defined + 1));
}

Estimate BootstrapScores::estimate(std::vector<double> replicates, std::optional<double> value,
                                   const std::vector<std::vector<double>>& influences, double level,
                                   IntervalMethod method) const {
  Moments moments;
  for (std::size_t s = 0; s < influences.size(); ++s) moments.add(influences[s], weights_[s]);
  Estimate result{.value = value, .interval = std::nullopt};
  result.standard_error = std::sqrt(moments.variance);
  const std::size_t all = replicates.size();
  std::erase_if(replicates, [](double r) { return std::isnan(r); });
  const auto undefined = static_cast<double>(all - replicates.size());
  if (!value || fewest_rows_ < 2 || replicates.empty() ||
      undefined > kMostUndefined * static_cast<double>(all)) {
    return result;
  }
  result.interval =
      bootstrap_interval(std::move(replicates), *value, moments.acceleration(), level, method);
  return result;
}

}  // namespace assay
