#include "assay/metric/classification.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/test_vectors.h"

namespace assay {
namespace {

using Classes = std::vector<std::uint32_t>;
using Labels = std::vector<double>;

TEST(ClassificationMetricsTest, EqualTheReference) {
  const Json& expected = test_vectors().at("classification_metrics");
  const auto scores = classification_scores(expected.at("true").get<Classes>(),
                                            expected.at("pred").get<Classes>(), 4);
  EXPECT_DOUBLE_EQ(scores.accuracy, expected.at("accuracy"));
  EXPECT_DOUBLE_EQ(scores.f1, expected.at("f1"));
  EXPECT_DOUBLE_EQ(scores.f1_weighted, expected.at("f1_weighted"));
  EXPECT_DOUBLE_EQ(scores.precision, expected.at("precision"));
  EXPECT_DOUBLE_EQ(scores.precision_weighted, expected.at("precision_weighted"));
  EXPECT_DOUBLE_EQ(scores.recall, expected.at("recall"));
  EXPECT_DOUBLE_EQ(scores.recall_weighted, expected.at("recall_weighted"));
}

TEST(ClassificationMetricsTest, RightPredictionsScoreOne) {
  const Classes classes{0, 2, 2, 1};
  const auto scores = classification_scores(classes, classes, 3);
  for (const double score : {scores.accuracy, scores.f1, scores.precision, scores.recall_weighted})
    EXPECT_EQ(score, 1);
}

TEST(ClassificationMetricsTest, ClassesThatDoNotOccurDoNotCount) {
  const auto few = classification_scores(Classes{0, 1}, Classes{0, 0}, 2);
  const auto many = classification_scores(Classes{0, 1}, Classes{0, 0}, 9);
  EXPECT_EQ(few.f1, many.f1);
  EXPECT_DOUBLE_EQ(few.f1, (2.0 / 3 + 0) / 2);
  EXPECT_DOUBLE_EQ(few.precision, 0.25);
}

TEST(AveragePrecisionOfPredictionsTest, EqualsTheReference) {
  const Json& expected = test_vectors().at("binary_ap_on_hard_predictions");
  EXPECT_DOUBLE_EQ(*average_precision_of_predictions(expected.at("true").get<Labels>(),
                                                     expected.at("pred").get<Labels>()),
                   expected.at("ap"));
}

// scikit-learn 1.9.1: average_precision_score([1, 2, 2, 1, 1], [1, 2, 1, 2, 1]) and
// average_precision_score([0, 1, 1, 0, 1], [0, 2, 1, 2, 1]).
TEST(AveragePrecisionOfPredictionsTest, TakesTheLabelsThemselvesAsScores) {
  EXPECT_DOUBLE_EQ(*average_precision_of_predictions(Labels{1, 2, 2, 1, 1}, Labels{1, 2, 1, 2, 1}),
                   0.5666666666666667);
  EXPECT_DOUBLE_EQ(*average_precision_of_predictions(Labels{0, 1, 1, 0, 1}, Labels{0, 2, 1, 2, 1}),
                   0.6666666666666666);
}

TEST(AveragePrecisionOfPredictionsTest, IsUndefinedUnlessTwoClassesWithALabelOneAreThere) {
  EXPECT_FALSE(average_precision_of_predictions(Labels{0, 1, 2}, Labels{0, 1, 2}));
  EXPECT_FALSE(average_precision_of_predictions(Labels{1, 1}, Labels{0, 1}));
  EXPECT_FALSE(average_precision_of_predictions(Labels{0, 2}, Labels{0, 2}));
}

}  // namespace
}  // namespace assay
