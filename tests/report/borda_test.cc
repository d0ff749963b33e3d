#include <gtest/gtest.h>

#include "assay/benchmark.h"
#include "support/test_vectors.h"

namespace assay {
namespace {

using Scores = std::vector<std::vector<std::optional<double>>>;

TEST(BordaTest, EqualsTheReference) {
  const Json& vector = test_vectors().at("borda");
  Scores scores;
  std::vector<double> points;
  std::vector<std::size_t> ranks;
  for (const auto& [model, row] : vector.at("scores").items()) {
    auto& values = scores.emplace_back();
    for (const Json& value : row) {
      values.push_back(value.is_null() ? std::nullopt : std::optional(value.get<double>()));
    }
    points.push_back(vector.at("points").at(model));
    ranks.push_back(vector.at("rank").at(model));
  }
  const BordaRanks result = rank_by_borda(scores, scores.size());
  EXPECT_EQ(result.points, points);
  EXPECT_EQ(result.ranks, ranks);
}

TEST(BordaTest, ThreeWhoShareAScoreShareTheAverageOfTheirRanks) {
  const BordaRanks result = rank_by_borda(Scores{{0.5}, {0.5}, {0.5}, {0.9}}, 4);
  // Rank 1 for the best, (2 + 3 + 4) / 3 = 3 for the others.
  EXPECT_EQ(result.points, (std::vector<double>{1, 1, 1, 3}));
  EXPECT_EQ(result.ranks, (std::vector<std::size_t>{2, 2, 2, 1}));
}

TEST(BordaTest, AMissingScoreEarnsNothing) {
  const BordaRanks result = rank_by_borda(Scores{{std::nullopt, 0.9}, {0.1, 0.2}}, 2);
  EXPECT_EQ(result.points, (std::vector<double>{1, 1}));
}

TEST(BordaTest, NoModelsNoRanks) { EXPECT_TRUE(rank_by_borda({}, 0).ranks.empty()); }

}  // namespace
}  // namespace assay
