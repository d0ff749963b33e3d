#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "assay/metric/pair_classification.h"
#include "assay/uncertainty.h"

namespace assay {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using Counts = std::vector<std::uint32_t>;
using Marks = std::vector<std::uint8_t>;

TEST(RowStatisticTest, MeanCountsRowsAsOftenAsTheyAreDrawn) {
  const auto mean = make_mean_statistic({{1, 0, 0.5}});
  EXPECT_DOUBLE_EQ(*mean->score(0, Counts{1, 1, 1}), 0.5);
  EXPECT_DOUBLE_EQ(*mean->score(0, Counts{2, 1, 0}), 2.0 / 3);
}

TEST(RowStatisticTest, UndefinedRowsDoNotCount) {
  const auto mean = make_mean_statistic({{1, kNaN, 0}});
  EXPECT_DOUBLE_EQ(*mean->score(0, Counts{1, 1, 1}), 0.5);
  EXPECT_FALSE(mean->score(0, Counts{0, 3, 0}));
  EXPECT_EQ(mean->summands(0), nullptr);
  EXPECT_EQ(mean->influence(0), (std::vector<double>{0.5, 0, -0.5}));
}

TEST(RowStatisticTest, ExchangingAllRowsTurnsTheDifferenceAround) {
  const std::vector<double> gold{1, 2, 3, 4};
  const std::vector<double> a{0.1, 0.2, 0.3, 0.4};
  const std::vector<double> b{0.9, 0.7, 0.8, 0.6};
  const Marks none{0, 0, 0, 0};
  const Marks all{1, 1, 1, 1};
  std::vector<std::unique_ptr<RowStatistic>> statistics;
  statistics.push_back(make_mean_statistic({a, b}));
  statistics.push_back(make_correlation_statistic(gold, {a, b}, Correlation::kSpearman));
  statistics.push_back(make_correlation_statistic(gold, {a, b}, Correlation::kPearson));
  statistics.push_back(make_pair_statistic({0, 0, 1, 1}, {{a}, {b}}, PairScore::kAveragePrecision));
  statistics.push_back(make_pair_statistic({0, 0, 1, 1}, {{a}, {b}}, PairScore::kAccuracy));
  statistics.push_back(make_macro_f1_statistic({0, 1, 1, 0}, {{{0, 1, 1, 0}}, {{0, 0, 1, 1}}}));
  statistics.push_back(make_kendall_statistic(gold, {{a}, {b}}));
  for (const auto& statistic : statistics) {
    const Counts once(4, 1);
    const double difference = *statistic->score(0, once) - *statistic->score(1, once);
    EXPECT_NE(difference, 0);
    EXPECT_NEAR(*statistic->exchanged_difference(0, 1, none), difference, 1e-15);
    EXPECT_NEAR(*statistic->exchanged_difference(0, 1, all), -difference, 1e-15);
  }
}

// Values of models may be on different scales: a row's exchange is one of ranks.
TEST(RowStatisticTest, CorrelationsExchangeRanks) {
  const auto statistic =
      make_correlation_statistic({1, 2, 3}, {{1, 2, 3}, {300, 200, 100}}, Correlation::kSpearman);
  // Ranks (1 2 3) and (3 2 1); after exchanging the last row (1 2 1) and (3 2 3): both are
  // uncorrelated with the gold scores.
  EXPECT_NEAR(*statistic->exchanged_difference(0, 1, Marks{0, 0, 1}), 0, 1e-15);
}

TEST(RowStatisticTest, ConstantsHaveNoCorrelation) {
  const auto statistic =
      make_correlation_statistic({1, 2, 3}, {{5, 5, 5}, {1, 2, 3}}, Correlation::kSpearman);
  EXPECT_FALSE(statistic->score(0, Counts{1, 1, 1}));
  EXPECT_FALSE(statistic->score(1, Counts{0, 3, 0}));
  EXPECT_FALSE(statistic->exchanged_difference(0, 1, Marks{0, 0, 0}));
}

TEST(RowStatisticTest, PairScoresAreTheMetricsAndTakeTheBestMeasure) {
  const std::vector<double> good{0.9, 0.8, 0.7, 0.7, 0.2};
  const std::vector<double> bad{0.1, 0.8, 0.7, 0.7, 0.2};
  const Marks alike{1, 0, 1, 1, 0};
  const auto expected = score_pairs(good, alike, true);
  const Counts once(5, 1);
  for (const auto& [kind, value] : {std::pair{PairScore::kAveragePrecision, *expected.ap},
                                    std::pair{PairScore::kAccuracy, expected.accuracy}}) {
    const auto one = make_pair_statistic(alike, {{good}}, kind);
    const auto best = make_pair_statistic(alike, {{bad, good}}, kind);
    EXPECT_NEAR(*one->score(0, once), value, 1e-15);
    EXPECT_NEAR(*best->score(0, once), value, 1e-15);
  }
  EXPECT_FALSE(make_pair_statistic(alike, {{good}}, PairScore::kAveragePrecision)
                   ->score(0, Counts{0, 1, 0, 0, 1}));
}

// Macro F1 of truth (0 0 1), predictions (0 1 1): classes 2/3 and 2/3; without the second row 1.
TEST(RowStatisticTest, MacroF1LeavesOutClassesThatAreNotInTheSample) {
  const auto statistic = make_macro_f1_statistic({0, 0, 1, 2}, {{{0, 1, 1, 2}}});
  EXPECT_NEAR(*statistic->score(0, Counts{1, 1, 1, 0}), 2.0 / 3, 1e-15);
  EXPECT_NEAR(*statistic->score(0, Counts{1, 0, 1, 0}), 1, 1e-15);
}

TEST(RowStatisticTest, ManyRowsShareTheGroupsOfTheJackknife) {
  std::vector<double> gold(3000);
  std::vector<double> values(3000);
  for (std::size_t i = 0; i < gold.size(); ++i) {
    gold[i] = static_cast<double>(i % 7);
    values[i] = static_cast<double>(i % 5);
  }
  const auto statistic = make_correlation_statistic(gold, {values}, Correlation::kSpearman);
  EXPECT_EQ(statistic->influence(0).size(), 1000U);
}

}  // namespace
}  // namespace assay
