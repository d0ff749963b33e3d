#include "assay/metric/multilabel.h"

#include <gtest/gtest.h>

#include "support/test_vectors.h"

namespace assay {
namespace {

LabelMatrix matrix_of(const std::vector<std::vector<std::uint8_t>>& rows) {
  LabelMatrix matrix{.rows = rows.size(), .labels = rows.front().size()};
  for (const auto& row : rows) matrix.values.insert(matrix.values.end(), row.begin(), row.end());
  return matrix;
}

TEST(MultilabelMetricsTest, EqualTheReference) {
  const Json& expected = test_vectors().at("lrap_on_binary_predictions");
  using Rows = std::vector<std::vector<std::uint8_t>>;
  const auto scores = multilabel_scores(matrix_of(expected.at("true").get<Rows>()),
                                        matrix_of(expected.at("pred").get<Rows>()));
  EXPECT_DOUBLE_EQ(scores.lrap, expected.at("lrap"));
  EXPECT_DOUBLE_EQ(scores.hamming, expected.at("hamming"));
}

TEST(MultilabelMetricsTest, ScoreASmallCaseByHand) {
  const auto scores = multilabel_scores(matrix_of({{1, 0, 1}, {0, 1, 0}, {0, 0, 0}}),
                                        matrix_of({{1, 0, 1}, {1, 1, 0}, {0, 0, 1}}));
  EXPECT_DOUBLE_EQ(scores.accuracy, 1.0 / 3);
  // Labels: 2 * 1 / (1 + 2), 1, 2 * 1 / (1 + 2).
  EXPECT_DOUBLE_EQ(scores.f1, (2.0 / 3 + 1 + 2.0 / 3) / 3);
  EXPECT_DOUBLE_EQ(scores.hamming, (1 + 0.5 + 0) / 3);
  // The second row's label shares its place with a wrong one; a row without labels counts as right.
  EXPECT_DOUBLE_EQ(scores.lrap, (1 + 0.5 + 1) / 3);
}

TEST(MultilabelMetricsTest, AMissedLabelRanksBehindAllOthers) {
  using Row = std::vector<std::uint8_t>;
  // t = 0 is predicted alone: 1 / 1; t = 1 is missed: 2 / 4.
  EXPECT_DOUBLE_EQ(label_ranking_precision(Row{1, 1, 0, 0}, Row{1, 0, 0, 0}), (1 + 0.5) / 2);
}

TEST(MultilabelMetricsTest, AnUnusedLabelHasAnF1OfZero) {
  const auto scores = multilabel_scores(matrix_of({{1, 0}}), matrix_of({{1, 0}}));
  EXPECT_EQ(scores.f1, 0.5);
  EXPECT_EQ(scores.accuracy, 1);
}

}  // namespace
}  // namespace assay
