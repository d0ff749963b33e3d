// Holm, power, and planted cases.
#include <gtest/gtest.h>

#include <cmath>

#include "assay/uncertainty.h"
#include "decision/random_stream.h"

namespace assay {
namespace {

using Numbers = std::vector<double>;

// Uniform in [0, 1).
double uniform(RandomStream& random) { return static_cast<double>(random.next() >> 11U) * 0x1p-53; }

// 0.01, 0.04, 0.03, 0.005 (Holm by hand): sorted 0.005*4, 0.01*3, 0.03*2, max(0.06, 0.04).
TEST(HolmTest, MultipliesByTheNumberOfTestsLeft) {
  const Numbers adjusted = holm_adjust(Numbers{0.01, 0.04, 0.03, 0.005});
  EXPECT_DOUBLE_EQ(adjusted[3], 0.02);
  EXPECT_DOUBLE_EQ(adjusted[0], 0.03);
  EXPECT_DOUBLE_EQ(adjusted[2], 0.06);
  EXPECT_DOUBLE_EQ(adjusted[1], 0.06);
  EXPECT_EQ(holm_adjust(Numbers{0.7, 0.6}), (Numbers{1, 1}));
  EXPECT_TRUE(holm_adjust(Numbers{}).empty());
}

// z(0.975) + z(0.8) = 1.959964 + 0.841621.
TEST(PowerTest, IsCohensNormalApproximation) {
  EXPECT_NEAR(minimum_detectable_difference(0.01, 0.05, 0.8), 0.02801585, 1e-8);
  // A difference of half of what 100 rows can tell needs four times as many.
  EXPECT_EQ(more_rows_to_decide(0.014008, 0.01, 100, 0.05, 0.8), 300);
  EXPECT_EQ(more_rows_to_decide(-0.03, 0.01, 100, 0.05, 0.8), 0);
  EXPECT_FALSE(more_rows_to_decide(0, 0.01, 100, 0.05, 0.8));
}

TEST(SignificanceTest, IdenticalModelsCannotBeToldApart) {
  RandomStream random(1, 0);
  Numbers scores(300);
  for (double& score : scores) score = uniform(random);
  const auto same = compare_means(scores, scores);
  EXPECT_EQ(same.difference, 0);
  EXPECT_EQ(same.p_randomisation, 1);
  EXPECT_EQ(same.p_bootstrap, 1);
  EXPECT_EQ(same.minimum_detectable, 0);
  EXPECT_FALSE(same.more_rows);
  EXPECT_EQ(same.interval->low, 0);
  EXPECT_EQ(same.interval->high, 0);
}

// 2 % of 500 queries lose their first relevant document: ten rows that all fall, 2 / 2^10.
TEST(SignificanceTest, TwoPercentOfRankingsDegradedAreDetected) {
  RandomStream random(2, 0);
  Numbers scores(500);
  for (double& score : scores) score = 0.5 + uniform(random) / 2;
  Numbers degraded = scores;
  for (std::size_t i = 0; i < degraded.size(); i += 50) degraded[i] = 0;
  const auto found = compare_means(scores, degraded, {.resamples = 2000});
  EXPECT_DOUBLE_EQ(found.p_randomisation, 2.0 / 1024);
  EXPECT_LT(found.p_bootstrap, 0.05);
  EXPECT_GT(found.interval->low, 0);
  // The same by sampling.
  const auto sampled = compare_means(scores, degraded, {.resamples = 1000});
  EXPECT_NEAR(sampled.p_randomisation, 2.0 / 1024, 0.006);
}

TEST(SignificanceTest, OneRowDecidesNothing) {
  const auto found = compare_means(Numbers{1}, Numbers{0});
  EXPECT_EQ(found.difference, 1);
  EXPECT_FALSE(found.interval);
  EXPECT_EQ(found.p_randomisation, 1);
}

// A difference as large as the minimum detectable one is found in 80 % of the experiments
// (400 of them: four standard deviations are 8 %).
TEST(SignificanceTest, TheDetectableDifferenceIsFoundWithTheStatedPower) {
  constexpr std::size_t kRows = 100;
  constexpr int kExperiments = 400;
  const double detectable = minimum_detectable_difference(1 / std::sqrt(12.0 * kRows), 0.05, 0.8);
  int found = 0;
  for (int experiment = 0; experiment < kExperiments; ++experiment) {
    RandomStream random(3, static_cast<std::uint64_t>(experiment));
    Numbers differences(kRows);
    for (double& difference : differences) difference = uniform(random) - 0.5 + detectable;
    if (sign_flip_p_value(differences, {.resamples = 500, .threads = 1}) <= 0.05) ++found;
  }
  EXPECT_NEAR(static_cast<double>(found) / kExperiments, 0.8, 0.08);
}

TEST(SignificanceTest, NothingDependsOnTheNumberOfThreads) {
  RandomStream random(4, 0);
  Numbers a(157);
  Numbers b(157);
  for (double& score : a) score = uniform(random);
  for (double& score : b) score = uniform(random);
  const std::vector<Stratum> strata{
      {.statistic = make_mean_statistic({a, b}), .weight = 0.25},
      {.statistic = make_correlation_statistic(a, {a, b}, Correlation::kSpearman), .weight = 0.75}};
  const BootstrapScores one(strata, 2, {.resamples = 1000, .threads = 1});
  const BootstrapScores four(strata, 2, {.resamples = 1000, .threads = 4});
  EXPECT_EQ(one.replicates(1), four.replicates(1));
  EXPECT_EQ(randomisation_p_value(strata, 0, 1, {.resamples = 1000, .threads = 1}),
            randomisation_p_value(strata, 0, 1, {.resamples = 1000, .threads = 3}));
  const BootstrapScores other(strata, 2, {.resamples = 1000, .seed = 43});
  EXPECT_NE(one.replicates(1), other.replicates(1));
}

// Correlations: the second model is the first with noise on its similarities.
TEST(SignificanceTest, CorrelationsAreTestedToo) {
  RandomStream random(5, 0);
  Numbers gold(400);
  Numbers good(400);
  Numbers noisy(400);
  for (std::size_t i = 0; i < gold.size(); ++i) {
    gold[i] = uniform(random);
    good[i] = gold[i] + 0.3 * uniform(random);
    noisy[i] = 100 * (gold[i] + uniform(random));
  }
  const std::vector<Stratum> strata{
      {.statistic = make_correlation_statistic(gold, {good, noisy, good}, Correlation::kSpearman)}};
  const ResampleOptions options{.resamples = 1000};
  EXPECT_LT(randomisation_p_value(strata, 0, 1, options), 0.01);
  EXPECT_EQ(randomisation_p_value(strata, 0, 2, options), 1);
  const BootstrapScores scores(strata, 3, options);
  EXPECT_GT(scores.difference(0, 1, 0.95).interval->low, 0);
  EXPECT_LT(scores.paired_p_value(0, 1), 0.01);
}

TEST(SignificanceTest, AScoreThatIsOftenUndefinedHasNoInterval) {
  // One alike pair of ten: 0.9^10 = 35 % of the samples have none.
  std::vector<std::uint8_t> alike(10, 0);
  alike[3] = 1;
  const Numbers values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const std::vector<Stratum> strata{
      {.statistic = make_pair_statistic(alike, {{values}}, PairScore::kAveragePrecision)}};
  const auto estimate = BootstrapScores(strata, 1, {.resamples = 500}).score(0, 0.95);
  EXPECT_TRUE(estimate.value);
  EXPECT_FALSE(estimate.interval);
}

}  // namespace
}  // namespace assay
