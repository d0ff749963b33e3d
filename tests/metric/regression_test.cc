#include "assay/metric/regression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace assay {
namespace {

using Values = std::vector<double>;

// scikit-learn 1.9.1 (also the example of its documentation), scipy 1.17.1.
TEST(RegressionMetricsTest, EqualTheReference) {
  const auto scores = regression_scores(Values{3, -0.5, 2, 7}, Values{2.5, 0, 2, 8});
  EXPECT_DOUBLE_EQ(scores.mse, 0.375);
  EXPECT_DOUBLE_EQ(scores.mae, 0.5);
  EXPECT_DOUBLE_EQ(*scores.r2, 0.9486081370449679);
  EXPECT_DOUBLE_EQ(scores.rmse, std::sqrt(0.375));
  EXPECT_DOUBLE_EQ(*scores.kendalltau, 1);
}

TEST(RegressionMetricsTest, AreUndefinedForConstants) {
  const auto constant_truth = regression_scores(Values{2, 2, 2}, Values{1, 2, 3});
  EXPECT_FALSE(constant_truth.r2);
  EXPECT_FALSE(constant_truth.kendalltau);
  const auto constant_prediction = regression_scores(Values{1, 2, 3}, Values{2, 2, 2});
  EXPECT_EQ(constant_prediction.r2, 0);
  EXPECT_FALSE(constant_prediction.kendalltau);
}

// scipy.stats.kendalltau of scipy 1.17.1.
TEST(KendallTauTest, EqualsTheReferenceWithTies) {
  EXPECT_DOUBLE_EQ(*kendall_tau_b(Values{1, 2, 2, 3, 5, 4, 4, 0}, Values{2, 1, 3, 3, 4, 4, 2, 2}),
                   0.5316095330711951);
  Values x;
  Values y;
  for (int i = 0; i < 200; ++i) {
    x.push_back((i * 37) % 23);
    y.push_back((i * i + 3 * i) % 19);
  }
  EXPECT_NEAR(*kendall_tau_b(x, y), 0.02600947860472873, 1e-15);
}

TEST(KendallTauTest, IsOneForTheSameOrderAndMinusOneForTheReverse) {
  EXPECT_DOUBLE_EQ(*kendall_tau_b(Values{1, 2, 3, 4, 5}, Values{10, 20, 30, 40, 50}), 1);
  EXPECT_DOUBLE_EQ(*kendall_tau_b(Values{1, 2, 3, 4, 5}, Values{5, 4, 3, 2, 1}), -1);
}

TEST(KendallTauTest, EqualsTheCountOfAllPairs) {
  Values x;
  Values y;
  unsigned state = 1;
  for (int i = 0; i < 101; ++i) {
    state = state * 1103515245U + 12345U;
    x.push_back((state >> 16U) % 10U);
    y.push_back((state >> 20U) % 13U);
  }
  double sum = 0;
  double pairs_x = 0;
  double pairs_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const int a = (x[i] > x[j]) - (x[i] < x[j]);
      const int b = (y[i] > y[j]) - (y[i] < y[j]);
      sum += a * b;
      pairs_x += a * a;
      pairs_y += b * b;
    }
  }
  EXPECT_NEAR(*kendall_tau_b(x, y), sum / std::sqrt(pairs_x * pairs_y), 1e-15);
}

TEST(KendallTauTest, IsUndefinedWithoutTwoValues) {
  EXPECT_FALSE(kendall_tau_b(Values{}, Values{}));
  EXPECT_FALSE(kendall_tau_b(Values{1}, Values{1}));
  EXPECT_FALSE(kendall_tau_b(Values{1, 1}, Values{1, 2}));
}

}  // namespace
}  // namespace assay
