#include "assay/metric/bitext.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/test_vectors.h"

namespace assay {
namespace {

using Numbers = std::vector<std::uint32_t>;

TEST(BitextTest, GivesTheValuesOfTheReferenceVectors) {
  const Json& vectors = test_vectors().at("bitext");
  const MatchScores scores =
      score_matches(vectors.at("gold").get<Numbers>(), vectors.at("pred").get<Numbers>());
  EXPECT_DOUBLE_EQ(scores.precision, vectors.at("precision").get<double>());
  EXPECT_DOUBLE_EQ(scores.recall, vectors.at("recall").get<double>());
  EXPECT_DOUBLE_EQ(scores.f1, vectors.at("f1").get<double>());
  EXPECT_DOUBLE_EQ(scores.accuracy, vectors.at("accuracy").get<double>());
}

// sklearn 1.9.1: precision_score and so on, average="weighted", zero_division=0.
TEST(BitextTest, ASentenceMayBeTheTranslationOfSeveral) {
  const MatchScores scores = score_matches(Numbers{2, 2, 0, 5}, Numbers{2, 0, 0, 1});
  EXPECT_DOUBLE_EQ(scores.precision, 0.625);
  EXPECT_DOUBLE_EQ(scores.recall, 0.5);
  EXPECT_DOUBLE_EQ(scores.f1, 0.5);
  EXPECT_DOUBLE_EQ(scores.accuracy, 0.5);
}

TEST(BitextTest, AllRightIsOne) {
  const MatchScores scores = score_matches(Numbers{0, 1, 2}, Numbers{0, 1, 2});
  EXPECT_EQ(scores.f1, 1);
  EXPECT_EQ(scores.accuracy, 1);
}

}  // namespace
}  // namespace assay
