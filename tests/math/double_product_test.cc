#include "math/double_product.h"

#include <cmath>
#include <vector>

#include "math/kernel_test_support.h"

namespace assay {
namespace {

class DoubleProductTest : public testing::TestWithParam<Isa> {};
ASSAY_FOR_EVERY_ISA(DoubleProductTest);

std::vector<double> random_doubles(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<double> values(count);
  for (double& v : values) v = static_cast<double>(random()) / 0x1p63 - 1.0;
  return values;
}

// Every kernel against the plain loop, for whole and partial tiles and more steps than a block.
TEST_P(DoubleProductTest, EqualsTheLoopForAMatrixAndItsTranspose) {
  for (const std::size_t rows : {1U, 5U, 6U, 8U, 9U, 26U}) {
    for (const std::size_t steps : {1U, 7U, 255U, 258U, 600U}) {
      for (const std::size_t columns : {8U, 16U, 24U, 32U, 80U}) {
        const auto a = random_doubles(rows * steps, 1);
        const auto b = random_doubles(steps * columns, 2);
        for (const bool is_transposed : {false, true}) {
          auto out = random_doubles(rows * columns, 3);
          const auto start = out;
          const std::size_t a_row = is_transposed ? 1 : steps;
          const std::size_t a_step = is_transposed ? rows : 1;
          double_product_kernel(GetParam())({.a = a.data(),
                                             .a_row = a_row,
                                             .a_step = a_step,
                                             .rows = rows,
                                             .steps = steps,
                                             .b = b.data(),
                                             .b_stride = columns,
                                             .columns = columns,
                                             .out = out.data(),
                                             .out_stride = columns});
          for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < columns; ++j) {
              double sum = start[i * columns + j];
              double magnitude = std::abs(sum);
              for (std::size_t t = 0; t < steps; ++t) {
                const double term = a[i * a_row + t * a_step] * b[t * columns + j];
                sum += term;
                magnitude += std::abs(term);
              }
              // One rounding a step.
              EXPECT_NEAR(out[i * columns + j], sum,
                          static_cast<double>(steps + 1) * 0x1p-53 * magnitude);
            }
          }
        }
      }
    }
  }
}

TEST(DoubleProductTest, GivesTheSameBitsAtAnyNumberOfThreads) {
  const auto a = random_doubles(200 * 300, 1);
  const auto b = random_doubles(300 * 16, 2);
  const auto product_with = [&](unsigned threads) {
    std::vector<double> out(200 * 16);
    add_product({.a = a.data(),
                 .a_row = 300,
                 .a_step = 1,
                 .rows = 200,
                 .steps = 300,
                 .b = b.data(),
                 .b_stride = 16,
                 .columns = 16,
                 .out = out.data(),
                 .out_stride = 16},
                threads);
    return out;
  };
  EXPECT_EQ(product_with(1), product_with(2));
  EXPECT_EQ(product_with(1), product_with(7));
}

TEST(DotTest, EqualsTheSumForAnyLength) {
  for (const std::size_t n : {0U, 1U, 15U, 16U, 17U, 50U}) {
    const auto x = random_doubles(n, 4);
    const auto y = random_doubles(n, 5);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += x[i] * y[i];
    EXPECT_NEAR(dot(x.data(), y.data(), n), sum, 1e-14);
  }
}

}  // namespace
}  // namespace assay
