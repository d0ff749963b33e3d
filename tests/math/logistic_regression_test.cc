#include "math/logistic_regression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "support/test_vectors.h"

namespace assay {
namespace {

struct Example {
  Matrix features;
  std::vector<std::size_t> rows;
  std::vector<std::uint32_t> classes;

  [[nodiscard]] LogisticRegression fit(std::size_t num_classes, unsigned threads = 1) const {
    return LogisticRegression::fit(features, rows, classes, num_classes, threads);
  }
};

// The reference, too, was given the features after a cast to float32.
Example example_of(const char* labels_of) {
  const Json& x = test_vectors().at("logreg_multinomial").at("X");
  Example example;
  example.features = Matrix(x.size(), x[0].size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < x[i].size(); ++j) example.features.row(i)[j] = x[i][j].get<float>();
  }
  example.classes = test_vectors().at(labels_of).at("y").get<std::vector<std::uint32_t>>();
  example.rows.resize(x.size());
  std::iota(example.rows.begin(), example.rows.end(), std::size_t{0});
  return example;
}

// Rounding, as it grows over some ten iterations.
constexpr double kTolerance = 1e-9;

TEST(LogisticRegressionTest, StopsWhereScikitLearnDoesWithThreeClasses) {
  const Json& expected = test_vectors().at("logreg_multinomial");
  const auto model = example_of("logreg_multinomial").fit(3);
  EXPECT_EQ(model.iterations(), expected.at("n_iter"));
  EXPECT_NEAR(model.loss(), expected.at("loss"), 1e-12);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(model.intercept(k), expected.at("intercept")[k], kTolerance);
    for (std::size_t j = 0; j < 6; ++j)
      EXPECT_NEAR(model.weight(k, j), expected.at("coef")[k][j], kTolerance);
  }
}

TEST(LogisticRegressionTest, StopsWhereScikitLearnDoesWithTwoClasses) {
  const Json& expected = test_vectors().at("logreg_binary");
  const auto model = example_of("logreg_binary").fit(2);
  EXPECT_EQ(model.iterations(), expected.at("n_iter"));
  EXPECT_NEAR(model.loss(), expected.at("loss"), 1e-12);
  EXPECT_NEAR(model.intercept(0), expected.at("intercept"), kTolerance);
  for (std::size_t j = 0; j < 6; ++j)
    EXPECT_NEAR(model.weight(0, j), expected.at("coef")[j], kTolerance);
}

TEST(LogisticRegressionTest, SeparatesWhatCanBeSeparated) {
  Example example{.features = Matrix(4, 1), .rows = {0, 1, 2, 3}, .classes = {0, 0, 1, 1}};
  const std::vector<float> values{-20, -10, 10, 20};
  std::ranges::copy(values, example.features.data());
  EXPECT_EQ(example.fit(2).predict(example.features, 1), example.classes);
  example.classes = {0, 0, 1, 2};
  EXPECT_EQ(example.fit(3).predict(example.features, 1).front(), 0U);
}

TEST(LogisticRegressionTest, TakesLargeFeaturesWithoutOverflow) {
  Example example{.features = Matrix(3, 2), .rows = {0, 1, 2}, .classes = {0, 1, 2}};
  const std::vector<float> values{-1e4F, 3e4F, 2e4F, 1e4F, 0, -3e4F};
  std::ranges::copy(values, example.features.data());
  const auto model = example.fit(3);
  EXPECT_TRUE(std::isfinite(model.loss()));
  EXPECT_EQ(model.predict(example.features, 1), example.classes);
}

TEST(LogisticRegressionTest, GivesTheSameBitsAtAnyNumberOfThreads) {
  const Example example = example_of("logreg_multinomial");
  const auto one = example.fit(3, 1);
  const auto many = example.fit(3, 4);
  EXPECT_EQ(one.loss(), many.loss());
  EXPECT_EQ(one.weight(2, 5), many.weight(2, 5));
  EXPECT_EQ(one.predict(example.features, 1), many.predict(example.features, 3));
}

}  // namespace
}  // namespace assay
