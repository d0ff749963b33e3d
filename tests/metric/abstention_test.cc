#include "assay/metric/abstention.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/test_vectors.h"

namespace assay {
namespace {

TEST(AbstentionTest, ConfidenceOfResultScores) {
  const std::vector<float> scores{1, 4, 3};
  const Confidence confidence = confidence_of(scores);
  EXPECT_EQ(confidence.max, 4);
  EXPECT_EQ(confidence.diff1, 1);
  EXPECT_DOUBLE_EQ(confidence.std, 1.247219128924647);  // numpy.std([1, 4, 3])
}

TEST(AbstentionTest, ConfidenceOfFewScores) {
  EXPECT_EQ(confidence_of({}).max, 0);
  const std::vector<float> one{-0.5F};
  EXPECT_EQ(confidence_of(one).max, -0.5);
  EXPECT_EQ(confidence_of(one).std, 0);
  EXPECT_EQ(confidence_of(one).diff1, 0);
  const std::vector<float> equal{2, 2};
  EXPECT_EQ(confidence_of(equal).diff1, 0);
}

TEST(AbstentionTest, EqualsTheReference) {
  const Json& vector = test_vectors()["nauc"];
  EXPECT_EQ(
      nauc(vector["conf"].get<std::vector<double>>(), vector["metric"].get<std::vector<double>>()),
      vector["value"].get<double>());
}

TEST(AbstentionTest, PerfectConfidenceGivesOne) {
  const std::vector<double> metric{0.1, 0.9, 0.5, 0.3, 0.7, 0.2, 0.8, 0.4, 0.6, 1.0};
  EXPECT_EQ(nauc(metric, metric), 1.0);
}

TEST(AbstentionTest, IsUndefinedWhenAllQueriesScoreTheSame) {
  // 0.1 has no exact binary value: the sums have to be made as numpy makes them for the areas to be
  // equal.
  for (const std::size_t n : {1U, 3U, 10U, 300U}) {
    const std::vector<double> zero(n, 0.0);
    const std::vector<double> one(n, 1.0);
    EXPECT_FALSE(nauc(zero, zero).has_value());
    (void)nauc(zero, one);
  }
}

}  // namespace
}  // namespace assay
