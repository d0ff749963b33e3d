#include <gtest/gtest.h>

#include "report/report_queries.h"

namespace assay {
namespace {

using Value = std::optional<double>;
using Values = std::vector<Value>;

TEST(RowValuesTest, TakesTheColumnOfTheMainScore) {
  const Json table = {
      {"ids", {"q1", "q2"}}, {"map_at_1", {0.5, 0.5}}, {"ndcg_at_10", {1.0, nullptr}}};
  const auto rows = values_of_rows(table, "ndcg_at_10");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->metric, "ndcg_at_10");
  EXPECT_FALSE(rows->lower_is_better);
  EXPECT_EQ(rows->ids, (std::vector<std::string>{"q1", "q2"}));
  EXPECT_EQ(rows->values, (Values{1.0, std::nullopt}));
}

TEST(RowValuesTest, SimilarityRowsAgreeAsFarAsTheirRanksDo) {
  // Ranks 0 1 2 3 against 0 2 1 3: the middle ones are one place off, of three possible.
  const Json table = {
      {"ids", {0, 1, 2, 3}}, {"gold", {0.0, 0.2, 0.6, 1.0}}, {"similarity", {-0.5, 0.4, 0.3, 0.9}}};
  const auto rows = values_of_rows(table, "cosine_spearman");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->metric, "rank agreement");
  EXPECT_EQ(rows->ids[1], "1");
  EXPECT_DOUBLE_EQ(*rows->values[0], 1);
  EXPECT_DOUBLE_EQ(*rows->values[1], 2.0 / 3);
  EXPECT_DOUBLE_EQ(*rows->values[2], 2.0 / 3);
  EXPECT_DOUBLE_EQ(*rows->values[3], 1);
}

TEST(RowValuesTest, PairsCountTheRowsOnTheirRightSide) {
  // Alike: 0.9, 0.4. Different: 0.5, 0.4. The area under the ROC curve is (2 + 0.5) / 4.
  const Json table = {
      {"ids", {0, 1, 2, 3}}, {"label", {1, 1, 0, 0}}, {"similarity", {0.9, 0.4, 0.5, 0.4}}};
  const auto rows = values_of_rows(table, "max_ap");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->metric, "right order");
  EXPECT_EQ(rows->values, (Values{1.0, 0.25, 0.5, 0.75}));
}

TEST(RowValuesTest, ErrorsAreBetterWhenLower) {
  const Json table = {{"ids", {0, 1}}, {"mae", {0.5, 2.0}}, {"mse", {0.25, 4.0}}};
  const auto rows = values_of_rows(table, "kendalltau");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->metric, "mae");
  EXPECT_TRUE(rows->lower_is_better);
}

TEST(RowValuesTest, RefusesWhatIsNoTable) {
  EXPECT_FALSE(values_of_rows(nullptr, "accuracy"));
  EXPECT_FALSE(values_of_rows({{"accuracy", {1, 0}}}, "accuracy"));
  EXPECT_FALSE(values_of_rows({{"ids", {0, 1}}, {"accuracy", {1}}}, "accuracy"));
  EXPECT_FALSE(values_of_rows({{"ids", {0, 1}}, {"accuracy", {"yes", "no"}}}, "accuracy"));
  EXPECT_FALSE(values_of_rows({{"ids", Json::array()}, {"accuracy", Json::array()}}, "accuracy"));
}

}  // namespace
}  // namespace assay
