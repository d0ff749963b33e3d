#include "assay/metric/correlation.h"

#include <gtest/gtest.h>

#include "support/test_vectors.h"

namespace assay {
namespace {

using Numbers = std::vector<double>;

TEST(CorrelationTest, GivesTheValuesOfTheReferenceVectors) {
  const Json& vectors = test_vectors().at("correlation");
  const auto x = vectors.at("x").get<Numbers>();
  const auto y = vectors.at("y").get<Numbers>();
  // Sums of six doubles in another order: a few units in the last place.
  EXPECT_NEAR(*pearson(x, y), vectors.at("pearson").get<double>(), 1e-15);
  EXPECT_NEAR(*spearman(x, y), vectors.at("spearman").get<double>(), 1e-15);
}

TEST(CorrelationTest, IsOneForEveryRisingLineAndMinusOneForEveryFallingOne) {
  const Numbers x{1, 2, 3, 4};
  EXPECT_DOUBLE_EQ(*pearson(x, Numbers{10, 20, 30, 40}), 1.0);
  EXPECT_DOUBLE_EQ(*pearson(x, Numbers{-1, -3, -5, -7}), -1.0);
  EXPECT_DOUBLE_EQ(*spearman(x, Numbers{1, 10, 100, 1000}), 1.0);
}

TEST(CorrelationTest, IsUndefinedForAConstantSideAndForOneValue) {
  EXPECT_FALSE(pearson(Numbers{1, 2, 3}, Numbers{0.1, 0.1, 0.1}));
  EXPECT_FALSE(spearman(Numbers{5, 5, 5}, Numbers{1, 2, 3}));
  EXPECT_FALSE(pearson(Numbers{1}, Numbers{2}));
  EXPECT_FALSE(spearman({}, {}));
}

TEST(CorrelationTest, SurvivesValuesWhoseSquaresVanish) {
  EXPECT_DOUBLE_EQ(*pearson(Numbers{1e-200, 2e-200, 3e-200}, Numbers{1, 2, 3}), 1.0);
}

TEST(CorrelationTest, EqualValuesShareTheMeanOfTheirRanks) {
  EXPECT_EQ(average_ranks(Numbers{0.5, 0.1, 0.5, 0.9, 0.5}), (Numbers{3, 1, 3, 5, 3}));
  EXPECT_EQ(average_ranks({}), Numbers{});
}

// scipy 1.17.1: pearsonr([1..8], [2, 1, 4, 3, 7, 8, 6, 5]) and
// spearmanr([.1, .5, .2, .9, .4], [3, 1, 4, 1, 5]).
TEST(CorrelationTest, PValuesAreThoseOfSciPy) {
  EXPECT_NEAR(two_sided_p_value(0.7380952380952379, 8), 0.036552761052860906, 1e-15);
  EXPECT_NEAR(two_sided_p_value(-0.5642880936468347, 5), 0.3217233358243003, 1e-14);
  EXPECT_EQ(two_sided_p_value(1, 8), 0);
  EXPECT_EQ(two_sided_p_value(0, 8), 1);
}

}  // namespace
}  // namespace assay
