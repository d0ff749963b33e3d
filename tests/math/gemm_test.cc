#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "math/kernel_test_support.h"
#include "math/packed_matrix.h"

namespace assay {
namespace {

using test::kHalfUlp;
using test::random_floats;

class GemmTest : public test::KernelTest {};
ASSAY_FOR_EVERY_ISA(GemmTest);

double erf_gelu(double x) { return 0.5 * x * (1.0 + std::erf(x / std::numbers::sqrt2)); }

struct Problem {
  Problem(std::size_t num_rows, std::size_t num_columns, std::size_t depth)
      : rows(num_rows),
        n(num_columns),
        k(depth),
        a(random_floats(rows * (k + 3), 1)),
        weight(random_floats(n * k, 2)),
        bias(random_floats(n, 3)),
        residual(random_floats(rows * (n + 1), 4)) {}
  std::size_t rows, n, k;
  std::vector<float> a;  // row stride k + 3
  std::vector<float> weight, bias;
  std::vector<float> residual;  // row stride n + 1

  // Row stride n + 2; what lies between the rows stays as it is.
  [[nodiscard]] std::vector<float> run(const Kernels& kernels, Epilogue epilogue,
                                       std::size_t first_row, std::size_t num_rows) const {
    const PackedMatrix packed(weight, bias, n, k, kernels);
    std::vector<float> out(num_rows * (n + 2), -77.0F);
    kernels.gemm_f32({.a = a.data() + first_row * (k + 3),
                      .a_stride = k + 3,
                      .rows = num_rows,
                      .panels = packed.panels(),
                      .k = k,
                      .n = n,
                      .bias = packed.bias(),
                      .residual = residual.data() + first_row * (n + 1),
                      .residual_stride = n + 1,
                      .out = out.data(),
                      .out_stride = n + 2,
                      .epilogue = epilogue});
    return out;
  }

  void check(const Kernels& kernels, Epilogue epilogue) const {
    const std::vector<float> out = run(kernels, epilogue, 0, rows);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        double sum = double{bias[j]};
        double magnitude = std::abs(sum);
        for (std::size_t p = 0; p < k; ++p) {
          const double product = double{a[i * (k + 3) + p]} * double{weight[j * k + p]};
          sum += product;
          magnitude += std::abs(product);
        }
        double tolerance = static_cast<double>(k + 2) * kHalfUlp * magnitude;
        if (epilogue == Epilogue::kBiasGelu) {
          tolerance = 1.13 * tolerance + 3.5e-7 * std::max(1.0, std::abs(sum));  // gelu' <= 1.13
          sum = erf_gelu(sum);
        }
        if (epilogue == Epilogue::kBiasResidual) sum += double{residual[i * (n + 1) + j]};
        tolerance += kHalfUlp * std::abs(sum);
        ASSERT_NEAR(double{out[i * (n + 2) + j]}, sum, tolerance)
            << rows << " x " << n << " x " << k << " at " << i << ", " << j;
      }
      ASSERT_EQ(out[i * (n + 2) + n], -77.0F) << "wrote beyond its columns";
      ASSERT_EQ(out[i * (n + 2) + n + 1], -77.0F) << "wrote beyond its columns";
    }
  }
};

TEST_P(GemmTest, AgreesWithTheDoubleLoopForEveryShape) {
  const std::size_t panel = kernels().panel_columns;
  for (const std::size_t rows : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 13U, 97U}) {
    for (const std::size_t n : {std::size_t{1}, std::size_t{3}, std::size_t{7}, panel - 1, panel,
                                panel + 1, 3 * panel + 2}) {
      for (const std::size_t k : {1U, 3U, 7U, 33U}) {
        Problem(rows, n, k).check(kernels(), Epilogue::kBias);
      }
    }
  }
}

TEST_P(GemmTest, AgreesWithTheDoubleLoopBeyondOneBlockOfEachKind) {
  for (const std::size_t k : {400U, 1535U, 1536U, 1537U, 3082U}) {
    for (const auto epilogue : {Epilogue::kBias, Epilogue::kBiasGelu, Epilogue::kBiasResidual}) {
      Problem(11, 65, k).check(kernels(), epilogue);
    }
  }
  Problem(197, 50, 40).check(kernels(), Epilogue::kBiasResidual);
}

TEST_P(GemmTest, AppliesTheEpilogues) {
  for (const auto epilogue : {Epilogue::kBias, Epilogue::kBiasGelu, Epilogue::kBiasResidual}) {
    Problem(7, 53, 9).check(kernels(), epilogue);
  }
}

TEST_P(GemmTest, HasTheBitsOfThePlainLoop) {
  for (const auto epilogue : {Epilogue::kBias, Epilogue::kBiasGelu, Epilogue::kBiasResidual}) {
    for (const std::size_t k : {1U, 7U, 383U, 400U, 1540U, 3082U}) {
      const Problem problem(21, 61, k);
      ASSERT_EQ(problem.run(kernels(), epilogue, 0, 21),
                problem.run(generic::kKernels, epilogue, 0, 21))
          << "depth " << k;
    }
  }
}

TEST_P(GemmTest, GivesARowTheSameBitsWhereverItStands) {
  const Problem problem(110, 61, 400);
  const std::vector<float> all = problem.run(kernels(), Epilogue::kBiasGelu, 0, problem.rows);
  for (const std::size_t row : {0U, 1U, 6U, 50U, 95U, 96U, 107U, 108U, 109U}) {
    const std::vector<float> alone = problem.run(kernels(), Epilogue::kBiasGelu, row, 1);
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(row * (problem.n + 2));
    EXPECT_EQ(alone, std::vector<float>(first, first + static_cast<std::ptrdiff_t>(problem.n + 2)))
        << "row " << row;
  }
}

TEST_P(GemmTest, TreatsAMissingBiasAsZero) {
  const std::vector<float> weight = {2, 3};
  const PackedMatrix packed(weight, {}, 1, 2, kernels());
  const std::vector<float> a = {10, 100};
  float out = -1;
  kernels().gemm_f32({.a = a.data(),
                      .a_stride = 2,
                      .rows = 1,
                      .panels = packed.panels(),
                      .k = 2,
                      .n = 1,
                      .bias = packed.bias(),
                      .residual = nullptr,
                      .residual_stride = 0,
                      .out = &out,
                      .out_stride = 1,
                      .epilogue = Epilogue::kBias});
  EXPECT_EQ(out, 320.0F);
}

}  // namespace
}  // namespace assay
