#include "math/lbfgs.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay {
namespace {

double square(double x) { return x * x; }

// The banana of Rosenbrock in any number of dimensions, as scipy.optimize.rosen.
double rosenbrock(std::span<const double> x, std::span<double> gradient) {
  double value = 0;
  std::ranges::fill(gradient, 0.0);
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double bend = x[i + 1] - square(x[i]);
    value += 100 * square(bend) + square(1 - x[i]);
    gradient[i] += -400 * x[i] * bend - 2 * (1 - x[i]);
    gradient[i + 1] += 200 * bend;
  }
  return value;
}

// scipy 1.17.1: minimize(rosen, x0, jac=rosen_der, method="L-BFGS-B",
//   options=dict(maxiter=..., maxls=50, gtol=1e-4, ftol=64 * eps)).
TEST(LbfgsTest, TakesThePathOfScipyOverABanana) {
  const auto early = minimize_lbfgs(rosenbrock, {-1.2, 1.0}, {.max_iterations = 5});
  EXPECT_EQ(early.iterations, 5);
  EXPECT_EQ(early.evaluations, 7);
  EXPECT_FALSE(early.has_converged);
  EXPECT_NEAR(early.value, 4.087545016268825, 1e-9);
  EXPECT_NEAR(early.x[0], -1.021385160033696, 1e-9);

  const auto late = minimize_lbfgs(rosenbrock, {-1.2, 1.0});
  EXPECT_EQ(late.iterations, 36);
  EXPECT_EQ(late.evaluations, 44);
  EXPECT_TRUE(late.has_converged);
  // Rounding grows along the path.
  EXPECT_NEAR(late.x[0], 0.999998945349282, 1e-6);
}

TEST(LbfgsTest, TakesThePathOfScipyInFiveDimensions) {
  const std::vector<double> start{1.3, 0.7, 0.8, 1.9, 1.2};
  const auto early = minimize_lbfgs(rosenbrock, start, {.max_iterations = 5});
  EXPECT_EQ(early.evaluations, 6);
  EXPECT_NEAR(early.value, 0.10720215807153388, 1e-9);
  EXPECT_NEAR(early.x[4], 1.2805443122020188, 1e-9);
  const auto late = minimize_lbfgs(rosenbrock, start);
  EXPECT_EQ(late.iterations, 24);
  EXPECT_EQ(late.evaluations, 26);
}

TEST(LbfgsTest, StaysWhereTheGradientIsZero) {
  const auto result = minimize_lbfgs(rosenbrock, {1.0, 1.0});
  EXPECT_EQ(result.iterations, 0);
  EXPECT_TRUE(result.has_converged);
  EXPECT_EQ(result.x, (std::vector<double>{1.0, 1.0}));
}

TEST(LbfgsTest, StaysWhereItIsWhenTheLineSearchFindsNoStep) {
  // The first step has the length 1 and leads from 0.1 to -0.9; no second one is allowed.
  const auto result = minimize_lbfgs(
      [](std::span<const double> x, std::span<double> gradient) {
        gradient[0] = 2 * x[0];
        return square(x[0]);
      },
      {0.1}, {.max_line_search_steps = 1});
  EXPECT_EQ(result.x.front(), 0.1);
  EXPECT_EQ(result.value, square(0.1));
  EXPECT_EQ(result.evaluations, 2);
  EXPECT_FALSE(result.has_converged);
}

}  // namespace
}  // namespace assay
