#include "math/least_squares.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace assay {
namespace {

// Numbers of [0, 1) with ten bits, from a small generator that Python can repeat.
class Numbers {
 public:
  float next() {
    state_ = state_ * 1103515245U + 12345U;
    return static_cast<float>((state_ >> 16U) & 0x3ffU) / 1024.0F;
  }

 private:
  std::uint32_t state_ = 1;
};

struct Example {
  Example(std::size_t rows, std::size_t columns) : features(rows, columns), targets(rows) {
    Numbers numbers;
    for (std::size_t i = 0; i < rows * columns; ++i) features.data()[i] = numbers.next();
    for (double& target : targets) target = static_cast<double>(numbers.next());
  }
  [[nodiscard]] LeastSquares fit() const {
    std::vector<std::size_t> all(targets.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return LeastSquares::fit(features, all, targets, 1);
  }
  Matrix features;
  std::vector<double> targets;
};

// The reference solves in float32.
constexpr double kTolerance = 3e-6;

void expect_coefficients(const LeastSquares& model, const std::vector<double>& expected,
                         double intercept) {
  ASSERT_EQ(model.coefficients().size(), expected.size());
  for (std::size_t j = 0; j < expected.size(); ++j)
    EXPECT_NEAR(static_cast<double>(model.coefficients()[j]), expected[j], kTolerance);
  EXPECT_NEAR(static_cast<double>(model.intercept()), intercept, kTolerance);
}

// Expected values of all three: scikit-learn 1.9.1, LinearRegression().fit on float32 features.
TEST(LeastSquaresTest, EqualsScikitLearnWithMoreRowsThanColumns) {
  const Example example(30, 4);
  const LeastSquares model = example.fit();
  expect_coefficients(
      model, {-0.1568065881729126, -0.17115946114063263, 0.0704917386174202, 0.06561215966939926},
      0.6226451396942139);
  const auto predicted = model.predict(example.features);
  EXPECT_NEAR(predicted[0], 0.5150882005691528, kTolerance);
  EXPECT_NEAR(predicted[1], 0.5364779829978943, kTolerance);
}

TEST(LeastSquaresTest, TakesTheShortestSolutionWithFewerRowsThanColumns) {
  const Example example(5, 8);
  const LeastSquares model = example.fit();
  expect_coefficients(
      model,
      {0.7441608905792236, 0.19478267431259155, -0.5788325071334839, -0.22026407718658447,
       0.2932407557964325, -0.09809133410453796, -0.00791516900062561, 0.009436463937163353},
      0.34255534410476685);
  const auto predicted = model.predict(example.features);
  for (std::size_t i = 0; i < predicted.size(); ++i)
    EXPECT_NEAR(predicted[i], example.targets[i], kTolerance);
}

TEST(LeastSquaresTest, TakesTheShortestSolutionWhenColumnsDependOnOneAnother) {
  Example example(12, 6);
  for (std::size_t i = 0; i < 12; ++i)
    example.features.row(i)[5] = example.features.row(i)[0] + example.features.row(i)[1];
  expect_coefficients(example.fit(),
                      {0.18870386481285095, -0.38559988141059875, -0.23621539771556854,
                       -0.06543814390897751, -0.3276155889034271, -0.19689615070819855},
                      1.1125786304473877);
}

TEST(LeastSquaresTest, PredictsTheMeanFromConstantFeatures) {
  Example example(4, 3);
  std::fill_n(example.features.data(), 12, 0.5F);
  example.targets = {1, 2, 3, 6};
  const LeastSquares model = example.fit();
  for (const float weight : model.coefficients()) EXPECT_EQ(weight, 0);
  EXPECT_EQ(model.predict(example.features).front(), 3);
}

TEST(LeastSquaresTest, GivesTheSameBitsAtAnyNumberOfThreads) {
  const Example example(130, 60);
  std::vector<std::size_t> all(130);
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto one = LeastSquares::fit(example.features, all, example.targets, 1);
  const auto many = LeastSquares::fit(example.features, all, example.targets, 4);
  EXPECT_TRUE(std::ranges::equal(one.coefficients(), many.coefficients()));
}

}  // namespace
}  // namespace assay
