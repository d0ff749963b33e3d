// How often 95 % intervals hold the true value, on simulated data: 93 to 97 %.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "assay/uncertainty.h"
#include "base/parallel.h"
#include "decision/random_stream.h"

namespace assay {
namespace {

using Numbers = std::vector<double>;
constexpr std::size_t kExperiments = 3000;  // standard error of a coverage: 0.4 %

double uniform(RandomStream& random) {
  return static_cast<double>((random.next() >> 11U) + 1) * 0x1p-53;
}
double normal(RandomStream& random) {
  return std::sqrt(-2 * std::log(uniform(random))) *
         std::cos(2 * std::numbers::pi * uniform(random));
}

// Share of the experiments whose interval holds `truth`.
double coverage(double truth, IntervalMethod method,
                const std::function<Stratum(RandomStream&)>& draw) {
  std::vector<std::uint8_t> held(kExperiments);
  parallel_for(kExperiments, 0, [&](std::size_t experiment, unsigned) {
    RandomStream random(11, experiment);
    const std::vector<Stratum> strata{draw(random)};
    const BootstrapScores scores(strata, 1, {.resamples = 800, .seed = experiment, .threads = 1});
    const auto interval = *scores.score(0, 0.95, method).interval;
    held[experiment] = interval.low <= truth && truth <= interval.high;
  });
  double sum = 0;
  for (const auto one : held) sum += one;
  return sum / kExperiments;
}

// Scores like nDCG: a third are 0, a third 1, the rest between. Mean 0.5.
Stratum ndcg_like(RandomStream& random) {
  Numbers scores(100);
  for (double& score : scores) {
    const double kind = uniform(random);
    score = kind < 1.0 / 3 ? 0 : kind < 2.0 / 3 ? 1 : uniform(random);
  }
  return {.statistic = make_mean_statistic({scores})};
}

// Right or wrong, 85 % right.
Stratum accuracy_like(RandomStream& random) {
  Numbers right(200);
  for (double& one : right) one = uniform(random) < 0.85 ? 1 : 0;
  return {.statistic = make_mean_statistic({right})};
}

// Two normal variables of correlation r; Spearman's coefficient of the population is
// 6 / pi asin(r / 2) (Pearson, 1907).
constexpr double kCorrelation = 0.7;
Stratum correlated(RandomStream& random) {
  Numbers x(120);
  Numbers y(120);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = normal(random);
    y[i] = kCorrelation * x[i] + std::sqrt(1 - kCorrelation * kCorrelation) * normal(random);
  }
  return {.statistic = make_correlation_statistic(x, {y}, Correlation::kSpearman)};
}

void expect_covers(double truth, const std::function<Stratum(RandomStream&)>& draw) {
  for (const auto method : {IntervalMethod::kBca, IntervalMethod::kPercentile}) {
    const double share = coverage(truth, method, draw);
    EXPECT_GE(share, 0.93);
    EXPECT_LE(share, 0.97);
    ::testing::Test::RecordProperty(method == IntervalMethod::kBca ? "bca" : "percentile",
                                    std::to_string(share));
  }
}

TEST(CoverageTest, OfAMeanOfQueries) { expect_covers(0.5, ndcg_like); }
TEST(CoverageTest, OfAnAccuracy) { expect_covers(0.85, accuracy_like); }
TEST(CoverageTest, OfACorrelation) {
  expect_covers(6 / std::numbers::pi * std::asin(kCorrelation / 2), correlated);
}

// Under the null hypothesis 5 % of the p-values are at most 0.05 (four standard deviations: 1.6 %).
TEST(CoverageTest, OfTheRandomisationTest) {
  std::size_t rejected = 0;
  for (std::size_t experiment = 0; experiment < kExperiments; ++experiment) {
    RandomStream random(12, experiment);
    Numbers differences(40);
    for (double& difference : differences) difference = uniform(random) - uniform(random);
    if (sign_flip_p_value(differences, {.resamples = 399, .seed = experiment, .threads = 1}) <=
        0.05) {
      ++rejected;
    }
  }
  EXPECT_NEAR(static_cast<double>(rejected) / kExperiments, 0.05, 0.016);
}

}  // namespace
}  // namespace assay
