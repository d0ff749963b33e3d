#include "assay/metric/ranking.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "assay/metric/instruction.h"

namespace assay {
namespace {

constexpr std::array<std::size_t, 4> kCuts{1, 3, 5, 10};

// Values by hand from the formulas of the header.
TEST(RankingTest, ScoresASmallRankingByHand) {
  // Found: relevances 0, 2, 0, 1; a third relevant document (1) was not found.
  const JudgedRanking ranking{.results = {0, 2, 0, 1}, .relevant = {2, 1, 1}};
  const auto scores = score_ranking(ranking, kCuts);
  ASSERT_EQ(scores.size(), 4U);
  EXPECT_EQ(scores[0].ndcg, 0);
  EXPECT_EQ(scores[0].mrr, 0);
  EXPECT_EQ(scores[0].hit_rate, 0);
  const double gain = 2 / std::log2(3.0);
  const double ideal = 2 / std::log2(2.0) + 1 / std::log2(3.0) + 1 / std::log2(4.0);
  EXPECT_DOUBLE_EQ(scores[1].ndcg, gain / ideal);
  EXPECT_DOUBLE_EQ(scores[1].map, (1.0 / 2) / 3);
  EXPECT_DOUBLE_EQ(scores[1].recall, 1.0 / 3);
  EXPECT_DOUBLE_EQ(scores[1].precision, 1.0 / 3);
  EXPECT_EQ(scores[1].mrr, 0.5);
  EXPECT_EQ(scores[1].hit_rate, 1);
  EXPECT_DOUBLE_EQ(scores[2].ndcg, (gain + 1 / std::log2(5.0)) / ideal);
  EXPECT_DOUBLE_EQ(scores[2].map, (1.0 / 2 + 2.0 / 4) / 3);
  // Precision divides by k although only 4 were retrieved.
  EXPECT_DOUBLE_EQ(scores[3].precision, 0.2);
}

TEST(RankingTest, TheIdealRankingScoresOne) {
  const JudgedRanking ranking{.results = {3, 2, 1, 0, 0}, .relevant = {3, 2, 1}};
  const auto scores = score_ranking(ranking, kCuts);
  for (const std::size_t k : {1U, 2U, 3U}) {
    EXPECT_EQ(scores[k].ndcg, 1);
    EXPECT_EQ(scores[k].map, 1);
    EXPECT_EQ(scores[k].recall, 1);
    EXPECT_EQ(scores[k].mrr, 1);
  }
}

TEST(RankingTest, AQueryWithoutRelevantDocumentsScoresZero) {
  const auto scores = score_ranking({.results = {0, 0}, .relevant = {}}, kCuts);
  EXPECT_EQ(scores[3].ndcg, 0);
  EXPECT_EQ(scores[3].map, 0);
  EXPECT_EQ(scores[3].recall, 0);
}

TEST(RankingTest, NoResultsScoreZero) {
  const auto scores = score_ranking({.results = {}, .relevant = {1}}, kCuts);
  EXPECT_EQ(scores[3].ndcg, 0);
  EXPECT_EQ(scores[3].recall, 0);
  EXPECT_EQ(scores[3].precision, 0);
}

TEST(RankingTest, NegativeRelevanceIsNoGain) {
  const auto with = score_ranking({.results = {-2, 1}, .relevant = {1}}, kCuts);
  const auto without = score_ranking({.results = {0, 1}, .relevant = {1}}, kCuts);
  EXPECT_EQ(with[1].ndcg, without[1].ndcg);
  EXPECT_EQ(with[1].map, without[1].map);
}

TEST(RankingTest, CapsRecallAtK) {
  const JudgedRanking ranking{.results = {1, 0, 1, 1}, .relevant = {1, 1, 1, 1}};
  EXPECT_DOUBLE_EQ(capped_recall(ranking, 2), 0.5);   // 1 of min(4, 2)
  EXPECT_DOUBLE_EQ(capped_recall(ranking, 4), 0.75);  // 3 of 4
  EXPECT_DOUBLE_EQ(capped_recall(ranking, 9), 0.75);
}

TEST(RankingTest, RankChangeIsSignedAndSymmetric) {
  EXPECT_EQ(rank_change_score(5, 5), 0);
  EXPECT_DOUBLE_EQ(rank_change_score(1, 4), 0.75);   // fell, as it should
  EXPECT_DOUBLE_EQ(rank_change_score(4, 1), -0.75);  // rose
}

}  // namespace
}  // namespace assay
