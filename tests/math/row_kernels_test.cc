#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "math/kernel_test_support.h"

namespace assay {
namespace {

using test::random_floats;

class RowKernelsTest : public test::KernelTest {
 protected:
  // Largest error of `kernel` against `exact` over [-limit, limit], relative to max(1, |x|).
  template <typename Exact>
  static double largest_error(void (*kernel)(float*, std::size_t), Exact exact, double limit) {
    double largest = 0;
    std::vector<float> x(4001);
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = static_cast<float>(limit * (static_cast<double>(i) / 2000.0 - 1.0));
    }
    std::vector<float> y = x;
    kernel(y.data(), y.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double error = std::abs(double{y[i]} - exact(double{x[i]}));
      largest = std::max(largest, error / std::max(1.0, std::abs(double{x[i]})));
    }
    return largest;
  }
};
ASSAY_FOR_EVERY_ISA(RowKernelsTest);

// The bounds stated in vector_math.inl.
TEST_P(RowKernelsTest, GeluIsExactToFloat) {
  const auto exact = [](double x) { return 0.5 * x * (1.0 + std::erf(x / std::numbers::sqrt2)); };
  for (const double limit : {0.1, 1.0, 6.0, 20.0, 1e4}) {
    EXPECT_LT(largest_error(kernels().gelu, exact, limit), 3.5e-7) << limit;
  }
  float extremes[] = {0.0F, -0.0F, 1e30F, -1e30F};
  kernels().gelu(extremes, 4);
  EXPECT_EQ(extremes[0], 0.0F);
  EXPECT_EQ(extremes[1], 0.0F);
  EXPECT_FLOAT_EQ(extremes[2], 1e30F);
  EXPECT_NEAR(extremes[3], 0.0F, 1e-6F);
}

TEST_P(RowKernelsTest, GeluTanhIsExactToFloat) {
  const auto exact = [](double x) {
    return 0.5 * x *
           (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
  };
  for (const double limit : {0.1, 1.0, 6.0, 20.0, 1e4}) {
    EXPECT_LT(largest_error(kernels().gelu_tanh, exact, limit), 5e-7) << limit;
  }
}

TEST_P(RowKernelsTest, SiluIsExactToFloat) {
  const auto exact = [](double x) { return x / (1.0 + std::exp(-x)); };
  for (const double limit : {0.1, 1.0, 6.0, 20.0, 1e4}) {
    EXPECT_LT(largest_error(kernels().silu, exact, limit), 5e-7) << limit;
  }
}

TEST_P(RowKernelsTest, ActivationsHaveTheBitsOfThePlainLoop) {
  std::vector<float> x = random_floats(20'003, 9, 12.0);
  for (const float extreme : {0.0F, -0.0F, 1e-40F, 5.3F, -5.3F, 90.0F, -90.0F, 1e30F, -1e30F})
    x.push_back(extreme);
  for (const auto kernel : {&Kernels::gelu, &Kernels::gelu_tanh, &Kernels::silu}) {
    std::vector<float> found = x;
    (kernels().*kernel)(found.data(), found.size());
    std::vector<float> plain = x;
    (generic::kKernels.*kernel)(plain.data(), plain.size());
    EXPECT_EQ(found, plain);
  }
}

TEST_P(RowKernelsTest, LayerNormHasTheBitsOfThePlainLoop) {
  for (std::size_t cols = 1; cols <= 50; ++cols) {
    for (const std::size_t width : {cols, cols + 350}) {
      const std::vector<float> x = random_floats(2 * width, 1, 5.0);
      const std::vector<float> addend = random_floats(2 * width, 2);
      const std::vector<float> weight = random_floats(width, 3);
      const std::vector<float> bias = random_floats(width, 4);
      const auto run = [&](const Kernels& kernels) {
        std::vector<float> out(2 * width);
        kernels.layer_norm({.x = x.data(),
                            .x_stride = width,
                            .addend = addend.data(),
                            .addend_stride = width,
                            .rows = 2,
                            .cols = width,
                            .weight = weight.data(),
                            .bias = bias.data(),
                            .epsilon = 1e-12F,
                            .out = out.data(),
                            .out_stride = width});
        return out;
      };
      ASSERT_EQ(run(kernels()), run(generic::kKernels)) << width << " columns";
    }
  }
}

TEST_P(RowKernelsTest, ActivationsTouchTheirValuesOnly) {
  for (const std::size_t n : {1U, 3U, 7U, 8U, 9U, 15U, 16U, 17U, 26U, 50U}) {
    std::vector<float> x(n + 1, 1.0F);
    kernels().gelu(x.data(), n);
    for (std::size_t i = 0; i < n; ++i) ASSERT_NEAR(x[i], 0.8413447F, 1e-6F);  // Phi(1)
    ASSERT_EQ(x[n], 1.0F);
  }
}

TEST_P(RowKernelsTest, LayerNormAgreesWithTheDoubleLoop) {
  constexpr std::size_t kRows = 3;
  for (const std::size_t cols : {1U, 3U, 7U, 8U, 9U, 15U, 16U, 17U, 26U, 50U, 384U, 1000U}) {
    for (const bool with_addend : {false, true}) {
      const std::size_t stride = cols + 2;
      std::vector<float> x = random_floats(kRows * stride, 1, 5.0);
      for (float& v : x) v += 3.0F;
      const std::vector<float> addend = random_floats(kRows * stride, 2);
      const std::vector<float> weight = random_floats(cols, 3);
      const std::vector<float> bias = random_floats(cols, 4);
      std::vector<float> out(kRows * stride, -77.0F);
      LayerNorm call = {.x = x.data(),
                        .x_stride = stride,
                        .addend = with_addend ? addend.data() : nullptr,
                        .addend_stride = stride,
                        .rows = kRows,
                        .cols = cols,
                        .weight = weight.data(),
                        .bias = bias.data(),
                        .epsilon = 1e-5F,
                        .out = out.data(),
                        .out_stride = stride};
      kernels().layer_norm(call);
      for (std::size_t i = 0; i < kRows; ++i) {
        std::vector<double> row(cols);
        double mean = 0;
        for (std::size_t j = 0; j < cols; ++j) {
          row[j] = double{x[i * stride + j]} + (with_addend ? double{addend[i * stride + j]} : 0.0);
          mean += row[j] / static_cast<double>(cols);
        }
        double variance = 0;
        for (const double v : row) variance += (v - mean) * (v - mean) / static_cast<double>(cols);
        for (std::size_t j = 0; j < cols; ++j) {
          const double expected =
              (row[j] - mean) / std::sqrt(variance + 1e-5) * double{weight[j]} + double{bias[j]};
          // Values of size 1; the mean, of size 3, is rounded relative to a deviation of about 3.
          const double tolerance = cols < 8 ? 1e-5 : 2e-6;
          ASSERT_NEAR(double{out[i * stride + j]}, expected, tolerance)
              << cols << " columns, row " << i;
        }
        ASSERT_EQ(out[i * stride + cols], -77.0F);
      }
      // In place.
      call.out = x.data();
      kernels().layer_norm(call);
      for (std::size_t i = 0; i < kRows; ++i) {
        for (std::size_t j = 0; j < cols; ++j) ASSERT_EQ(x[i * stride + j], out[i * stride + j]);
      }
    }
  }
}

}  // namespace
}  // namespace assay
