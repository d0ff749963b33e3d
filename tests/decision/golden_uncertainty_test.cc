// Intervals, tests and statistics against SciPy's (tools/golden/uncertainty.py).
#include <gtest/gtest.h>

#include <cmath>

#include "assay/json.h"
#include "assay/uncertainty.h"
#include "base/file.h"
#include "math/normal_distribution.h"
#include "support/test_resources.h"

namespace assay {
namespace {

using Numbers = std::vector<double>;

const Json& golden() {
  static const Json json =
      Json::parse(read_file(test::source_folder() / "tests/golden/uncertainty.json"));
  return json;
}

// Different order of the same sums.
constexpr double kRounding = 1e-12;

TEST(GoldenUncertaintyTest, NormalQuantilesAreScipys) {
  for (const Json& one : golden().at("normal")) {
    const double expected = one.at("quantile").get<double>();
    EXPECT_NEAR(normal_quantile(one.at("p").get<double>()), expected,
                1e-14 * (1 + std::abs(expected)))
        << one;
    EXPECT_NEAR(normal_cdf(expected), one.at("p").get<double>(), 1e-13);
  }
}

TEST(GoldenUncertaintyTest, IntervalsOfTheSameReplicatesAreScipys) {
  for (const Json& one : golden().at("intervals")) {
    const auto replicates = one.at("replicates").get<Numbers>();
    const double observed = one.at("observed").get<double>();
    const auto percentile =
        bootstrap_interval(replicates, observed, 0, 0.95, IntervalMethod::kPercentile);
    EXPECT_NEAR(percentile.low, one.at("percentile")[0].get<double>(), kRounding);
    EXPECT_NEAR(percentile.high, one.at("percentile")[1].get<double>(), kRounding);
    const auto bca = bootstrap_interval(replicates, observed, one.at("acceleration").get<double>(),
                                        0.95, IntervalMethod::kBca);
    EXPECT_NEAR(bca.low, one.at("BCa")[0].get<double>(), kRounding);
    EXPECT_NEAR(bca.high, one.at("BCa")[1].get<double>(), kRounding);
  }
}

// The ends of an interval are Monte-Carlo numbers on both sides: within four times the spread that
// SciPy's own have between runs.
TEST(GoldenUncertaintyTest, IntervalsOfTheSameRowsAreScipysWithinMonteCarloError) {
  for (const Json& one : golden().at("bootstraps")) {
    const auto& samples = one.at("samples");
    std::vector<Stratum> strata(1);
    if (one.at("statistic") == "mean") {
      strata[0].statistic = make_mean_statistic({samples[0].get<Numbers>()});
    } else {
      strata[0].statistic = make_correlation_statistic(
          samples[0].get<Numbers>(), {samples[1].get<Numbers>()}, Correlation::kSpearman);
    }
    const auto estimate = BootstrapScores(strata, 1, {.resamples = 20'000}).score(0, 0.95);
    ASSERT_TRUE(estimate.interval);
    EXPECT_NEAR(estimate.interval->low, one.at("ends")[0].get<double>(),
                4 * one.at("spread")[0].get<double>())
        << one.at("statistic");
    EXPECT_NEAR(estimate.interval->high, one.at("ends")[1].get<double>(),
                4 * one.at("spread")[1].get<double>())
        << one.at("statistic");
    // The jackknife's error and the bootstrap's estimate the same thing.
    const double error = one.at("standard_error").get<double>();
    EXPECT_NEAR(estimate.standard_error, error, 0.12 * error) << one.at("statistic");
  }
}

TEST(GoldenUncertaintyTest, SeveralSamplesGiveScipysInterval) {
  const Json& one = golden().at("intervals")[2];
  const std::vector<Stratum> strata{
      {.statistic = make_mean_statistic({one.at("samples")[0].get<Numbers>()}), .weight = 0.5},
      {.statistic = make_mean_statistic({one.at("samples")[1].get<Numbers>()}), .weight = 0.5}};
  const BootstrapScores scores(strata, 1, {.resamples = 20'000});
  const auto estimate = scores.score(0, 0.95);
  EXPECT_NEAR(*estimate.value, one.at("observed").get<double>(), kRounding);
  // Our acceleration is SciPy's when our replicates give the same interval with it.
  const auto same =
      bootstrap_interval(scores.replicates(0), *estimate.value,
                         one.at("acceleration").get<double>(), 0.95, IntervalMethod::kBca);
  EXPECT_NEAR(estimate.interval->low, same.low, kRounding);
  EXPECT_NEAR(estimate.interval->high, same.high, kRounding);
}

TEST(GoldenUncertaintyTest, PValuesAreScipys) {
  for (const Json& one : golden().at("randomisation")) {
    const auto a = one.at("a").get<Numbers>();
    const auto b = one.at("b").get<Numbers>();
    Numbers differences;
    for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
    const auto resamples = one.at("resamples").get<std::size_t>();
    const double two_sided = one.at("two-sided").get<double>();
    const double greater = one.at("greater").get<double>();
    // Both are sampled: two binomial errors, four standard deviations.
    const auto error = [&](double p) {
      if (one.at("is_exact").get<bool>()) return kRounding;
      return 4 * std::sqrt(2 * p / static_cast<double>(resamples));
    };
    const ResampleOptions options{.resamples = resamples};
    EXPECT_NEAR(sign_flip_p_value(differences, options), two_sided, 2 * error(two_sided / 2));
    EXPECT_NEAR(sign_flip_p_value_greater(differences, options), greater, error(greater));
    EXPECT_NEAR(compare_means(a, b, options).p_randomisation, two_sided, 2 * error(two_sided / 2));
  }
}

TEST(GoldenUncertaintyTest, StatisticsOfASampleAreScipysAndScikitLearns) {
  const Json& all = golden().at("scores");
  const auto counts = all.at("counts").get<std::vector<std::uint32_t>>();
  const auto gold = all.at("gold").get<Numbers>();
  const auto similarity = all.at("similarity").get<Numbers>();
  const auto alike = all.at("alike").get<std::vector<std::uint8_t>>();
  const auto score = [&](const RowStatistic& statistic) { return *statistic.score(0, counts); };
  EXPECT_NEAR(score(*make_mean_statistic({similarity})), all.at("mean").get<double>(), kRounding);
  EXPECT_NEAR(score(*make_correlation_statistic(gold, {similarity}, Correlation::kSpearman)),
              all.at("spearman").get<double>(), kRounding);
  EXPECT_NEAR(score(*make_correlation_statistic(gold, {similarity}, Correlation::kPearson)),
              all.at("pearson").get<double>(), kRounding);
  EXPECT_NEAR(score(*make_pair_statistic(alike, {{similarity}}, PairScore::kAveragePrecision)),
              all.at("average_precision").get<double>(), kRounding);
  EXPECT_NEAR(score(*make_macro_f1_statistic(all.at("truth").get<std::vector<std::uint32_t>>(),
                                             {all.at("predicted").get<ClassColumns>()})),
              all.at("macro_f1").get<double>(), kRounding);
  EXPECT_NEAR(score(*make_kendall_statistic(gold, {all.at("predicted").get<Columns>()})),
              all.at("kendall").get<double>(), kRounding);
}

}  // namespace
}  // namespace assay
