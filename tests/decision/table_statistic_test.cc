#include <gtest/gtest.h>

#include "assay/decision.h"
#include "support/error_of.h"

namespace assay {
namespace {

RowStatisticOrReason make(const Json& a, const Json& b, const std::string& metric) {
  const std::vector<const Json*> tables{&a, &b};
  const std::vector<std::string> models{"a", "b"};
  return make_row_statistic(tables, models, metric, "Task (test/default)");
}

double score(const Json& table, const std::string& metric) {
  const auto made = make(table, table, metric);
  if (!made.statistic) throw std::runtime_error(made.reason);
  return *made.statistic->score(0, std::vector<std::uint32_t>(made.statistic->rows(), 1));
}

TEST(TableStatisticTest, AMetricWithAColumnIsItsMean) {
  EXPECT_DOUBLE_EQ(score({{"ids", {"x", "y"}}, {"ndcg_at_10", {1.0, 0.5}}}, "ndcg_at_10"), 0.75);
  EXPECT_DOUBLE_EQ(score({{"ids", {"x", "y"}}, {"recall_at_1", {1, 0}}}, "accuracy"), 0.5);
  EXPECT_DOUBLE_EQ(score({{"ids", {0, 1}}, {"cosine_spearman", {0.5, nullptr}}}, "cosine_spearman"),
                   0.5);
}

TEST(TableStatisticTest, CorrelationsAreMadeFromGoldAndSimilarity) {
  const Json table = {{"ids", {0, 1, 2}},
                      {"gold", {0.0, 0.5, 1.0}},
                      {"similarity", {3.0, 2.0, 1.0}},
                      {"cosine", {0.1, 0.2, 0.3}}};
  EXPECT_DOUBLE_EQ(score(table, "cosine_spearman"), 1);
  EXPECT_DOUBLE_EQ(score(table, "spearman"), -1);
  EXPECT_DOUBLE_EQ(score(table, "cosine_pearson"), 1);
}

TEST(TableStatisticTest, PairScoresTakeTheBestMeasureAndKnowDistances) {
  const Json table = {{"ids", {0, 1}},        {"label", {1, 0}},         {"similarity", {0.1, 0.9}},
                      {"cosine", {0.1, 0.9}}, {"manhattan", {1.0, 2.0}}, {"euclidean", {1.0, 2.0}},
                      {"dot", {0.1, 0.9}}};
  EXPECT_DOUBLE_EQ(score(table, "cosine_ap"), 0.5);
  EXPECT_DOUBLE_EQ(score(table, "euclidean_ap"), 1);
  EXPECT_DOUBLE_EQ(score(table, "max_ap"), 1);
}

TEST(TableStatisticTest, ExperimentsAreAveraged) {
  const Json classes = {
      {"ids", {0, 1}}, {"label", {0, 1}}, {"predicted_1", {0, 1}}, {"predicted_2", {1, 0}}};
  EXPECT_DOUBLE_EQ(score(classes, "f1"), 0.5);
  const Json values = {{"ids", {0, 1}}, {"gold", {0.0, 1.0}}, {"predicted_1", {0.3, 0.4}}};
  EXPECT_DOUBLE_EQ(score(values, "kendalltau"), 1);
}

// scikit-learn's f1_score(..., average="macro") of [[1,0],[1,1]] and [[1,1],[0,1]] is 2/3 (label 0:
// 2/3, label 1: 2/3), of [[1,0],[1,1]] and itself 1.
TEST(TableStatisticTest, F1OfSeveralLabelsIsTheirMean) {
  const Json table = {{"ids", {0, 1}},
                      {"labels", {Json::array({0}), {0, 1}}},
                      {"predicted_1", {{0, 1}, Json::array({1})}},
                      {"predicted_2", {Json::array({0}), {0, 1}}}};
  EXPECT_DOUBLE_EQ(score(table, "f1"), (2.0 / 3 + 1) / 2);
}

// The score of a group stands at its first query.
TEST(TableStatisticTest, AMeanOverGroupsHasARowForEachGroup) {
  const Json table = {{"ids", {"x_1", "x_2", "y_1"}}, {"robustness_at_10", {0.5, nullptr, 1.0}}};
  const auto made = make(table, table, "robustness_at_10");
  ASSERT_NE(made.statistic, nullptr);
  EXPECT_EQ(made.statistic->rows(), 2U);
  EXPECT_DOUBLE_EQ(score(table, "robustness_at_10"), 0.75);
}

TEST(TableStatisticTest, SaysWhatIsNotKept) {
  const Json table = {{"ids", {0, 1}}, {"accuracy", {0, 1}}, {"p-MRR", {nullptr, nullptr}}};
  EXPECT_EQ(make(table, table, "f1").reason, "no scores of single rows are kept for f1");
  EXPECT_EQ(make(table, table, "p-MRR").reason, "no scores of single rows are kept for p-MRR");
  EXPECT_EQ(make(table, table, "robustness_at_10").statistic, nullptr);
}

TEST(TableStatisticTest, RefusesOtherRowsAndBrokenTables) {
  const Json one = {{"ids", {"x", "y"}}, {"ndcg_at_10", {1, 0}}};
  const Json other = {{"ids", {"x", "z"}}, {"ndcg_at_10", {1, 0}}};
  const Json shorter = {{"ids", {"x", "y"}}, {"ndcg_at_10", Json::array({1})}};
  const Json text = {{"ids", {"x", "y"}}, {"ndcg_at_10", {"1", "0"}}};
  const auto message = [&](const Json& a, const Json& b) {
    return test::error_of([&] { (void)make(a, b, "ndcg_at_10"); });
  };
  EXPECT_EQ(
      message(one, other),
      "Task (test/default): a and b were not evaluated on the same rows ('ids' differs: 2 and "
      "2 values)");
  EXPECT_NE(message(shorter, shorter).find("'ndcg_at_10' has not one value for each id"),
            std::string::npos);
  EXPECT_NE(message(text, text).find("broken"), std::string::npos);
  EXPECT_NE(message(Json::object(), Json::object()).find("have no ids"), std::string::npos);
}

}  // namespace
}  // namespace assay
