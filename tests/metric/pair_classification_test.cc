#include "assay/metric/pair_classification.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/test_vectors.h"

namespace assay {
namespace {

using Labels = std::vector<std::uint8_t>;
using Numbers = std::vector<double>;

void expect_scores(const PairScores& found, const Json& expected) {
  EXPECT_DOUBLE_EQ(found.accuracy, expected.at("accuracy").get<double>());
  EXPECT_DOUBLE_EQ(found.f1, expected.at("f1").get<double>());
  EXPECT_DOUBLE_EQ(found.precision, expected.at("precision").get<double>());
  EXPECT_DOUBLE_EQ(found.recall, expected.at("recall").get<double>());
  EXPECT_DOUBLE_EQ(*found.ap, expected.at("ap").get<double>());
}

TEST(PairClassificationTest, GivesTheValuesOfTheReferenceVectors) {
  const Json& vectors = test_vectors().at("pair_classification");
  const auto labels = vectors.at("labels").get<Labels>();
  expect_scores(score_pairs(vectors.at("scores").get<Numbers>(), labels, true),
                vectors.at("higher_is_similar"));
  const Json& distances = vectors.at("as_distances");
  expect_scores(score_pairs(distances.at("scores").get<Numbers>(), labels, false),
                distances.at("result"));
}

TEST(PairClassificationTest, EqualScoresAreOneStepOfAveragePrecision) {
  // sklearn 1.9.1: average_precision_score.
  const PairScores scores =
      score_pairs(Numbers{.9, .9, .8, .5, .5, .5}, Labels{1, 0, 1, 0, 0, 1}, true);
  EXPECT_DOUBLE_EQ(*scores.ap, 0.5555555555555556);
}

TEST(PairClassificationTest, CutsMayFallBetweenEqualScoresInTheOrderOfTheRows) {
  EXPECT_EQ(score_pairs(Numbers{1, 1}, Labels{1, 0}, true).accuracy, 1.0);
  EXPECT_EQ(score_pairs(Numbers{1, 1}, Labels{0, 1}, true).accuracy, 0.0);
}

TEST(PairClassificationTest, TheLastPairIsNeverCalledAlike) {
  const PairScores scores = score_pairs(Numbers{3, 2, 1}, Labels{1, 1, 1}, true);
  EXPECT_DOUBLE_EQ(scores.accuracy, 2.0 / 3);
  EXPECT_DOUBLE_EQ(scores.recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(*scores.ap, 1.0);
}

TEST(PairClassificationTest, WithoutAlikePairsAveragePrecisionIsUndefined) {
  const PairScores scores = score_pairs(Numbers{3, 2, 1}, Labels{0, 0, 0}, true);
  EXPECT_FALSE(scores.ap);
  EXPECT_EQ(scores.f1, 0);
}

TEST(PairClassificationTest, OnePairHasNoCut) {
  const PairScores scores = score_pairs(Numbers{3}, Labels{1}, true);
  EXPECT_EQ(scores.accuracy, 0);
  EXPECT_DOUBLE_EQ(*scores.ap, 1.0);
}

}  // namespace
}  // namespace assay
