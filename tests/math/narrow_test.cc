#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "math/kernel_test_support.h"
#include "math/packed_narrow.h"

namespace assay {
namespace {

using test::random_floats;

// Every set of kernels that this CPU can run: those of the ISA alone, and those with what the CPU
// has beyond it.
std::vector<const Kernels*> all_kernels() {
  std::vector<const Kernels*> tables = {&generic::kKernels};
#if defined(__x86_64__)
  for (const Isa isa : supported_isas()) {
    if (isa == Isa::kAvx2) tables.push_back(&avx2::kKernels);
    if (isa == Isa::kAvx512) tables.push_back(&avx512::kKernels);
    tables.push_back(&kernels_for(isa));
  }
#endif
  return tables;
}

class NarrowTest : public testing::TestWithParam<const Kernels*> {};
INSTANTIATE_TEST_SUITE_P(Kernels, NarrowTest, testing::ValuesIn(all_kernels()),
                         [](const testing::TestParamInfo<const Kernels*>& table) {
                           std::string name =
                               std::to_string(table.index) + "_" + table.param->i16.instruction;
                           std::ranges::replace(name, ' ', '_');
                           return name;
                         });

// A row as integers, by the formulas of kernels.h.
struct QuantizedRow {
  std::vector<std::int64_t> q;  // zero taken off
  float scale = 0;
};

// The Euclidean norm of x, from sums in 16 parts.
float norm_of(const float* x, std::size_t k) {
  float part[16] = {};
  for (std::size_t i = 0; i < k; ++i) part[i % 16] = std::fma(x[i], x[i], part[i % 16]);
  for (const std::size_t half : {8U, 4U, 2U, 1U}) {
    for (std::size_t i = 0; i < half; ++i) part[i] += part[i + half];
  }
  return std::sqrt(part[0]);
}

QuantizedRow quantize(const float* x, std::size_t k, NarrowFormat format) {
  float low = 0;
  float high = 0;
  for (std::size_t i = 0; i < k; ++i) {
    low = std::min(low, x[i]);
    high = std::max(high, x[i]);
  }
  QuantizedRow row;
  const bool is_i8 = format == NarrowFormat::kI8;
  const float most = std::max(high, -low);
  float inverse = is_i8 ? 255.0F / (high - low) : 32767.0F / most;
  const float zero = is_i8 ? -std::nearbyint(low * inverse) : 0.0F;
  if (is_i8) {
    row.scale = (high - low) / 255.0F;
  } else {
    inverse = std::min(inverse, 46200.0F / norm_of(x, k));
    row.scale = 1.0F / inverse;
  }
  for (std::size_t i = 0; i < k; ++i) {
    float q = std::nearbyint(x[i] * inverse);
    if (is_i8) q = std::clamp(q + zero, 0.0F, 255.0F) - zero;
    row.q.push_back(static_cast<std::int64_t>(q));
  }
  return row;
}

// A layer's weights as integers.
std::vector<std::int64_t> quantized_weights(const float* w, std::size_t k, NarrowFormat format,
                                            float& scale) {
  const float largest = format == NarrowFormat::kI8 ? 127.0F : 32767.0F;
  float most = 0;
  double squares = 0;
  for (std::size_t i = 0; i < k; ++i) {
    most = std::max(most, std::fabs(w[i]));
    squares += double{w[i]} * double{w[i]};
  }
  scale = most / largest;
  if (format == NarrowFormat::kI16)
    scale = std::max(scale, static_cast<float>(std::sqrt(squares)) / 46200.0F);
  std::vector<std::int64_t> q;
  for (std::size_t i = 0; i < k; ++i)
    q.push_back(
        static_cast<std::int64_t>(std::clamp(std::nearbyint(w[i] / scale), -largest, largest)));
  return q;
}

struct Problem {
  std::size_t rows, n, k;
  std::vector<float> a;  // row stride k + 3
  std::vector<float> weight, bias;
  std::vector<float> residual;  // row stride n + 1

  Problem(std::size_t num_rows, std::size_t num_columns, std::size_t depth)
      : rows(num_rows),
        n(num_columns),
        k(depth),
        a(random_floats(rows * (k + 3), 1)),
        weight(random_floats(n * k, 2)),
        bias(random_floats(n, 3)),
        residual(random_floats(rows * (n + 1), 4)) {}

  // Row stride n + 2.
  [[nodiscard]] std::vector<float> run(const Kernels& kernels, NarrowFormat format,
                                       Epilogue epilogue) const {
    const PackedNarrow packed(weight, bias, n, k, format, kernels);
    const NarrowKernels& narrow = narrow_kernels(kernels, format);
    const std::size_t stride = packed.groups() + 1;
    std::vector<std::int32_t> rows_narrow(rows * stride, 0x55555555);
    std::vector<float> scale(rows);
    std::vector<std::int32_t> zero(rows);
    narrow.narrow({.x = a.data(),
                   .x_stride = k + 3,
                   .rows = rows,
                   .cols = k,
                   .out = rows_narrow.data(),
                   .out_stride = stride,
                   .scale = scale.data(),
                   .zero = zero.data()});
    std::vector<float> out(rows * (n + 2), -77.0F);
    narrow.gemm({.a = rows_narrow.data(),
                 .a_stride = stride,
                 .rows = rows,
                 .row_scale = scale.data(),
                 .row_zero = format == NarrowFormat::kI8 ? zero.data() : nullptr,
                 .panels = packed.panels(),
                 .groups = packed.groups(),
                 .n = n,
                 .column_scale = packed.column_scale(),
                 .column_sum = packed.column_sum(),
                 .bias = packed.bias(),
                 .residual = residual.data(),
                 .residual_stride = n + 1,
                 .out = out.data(),
                 .out_stride = n + 2,
                 .epilogue = epilogue});
    return out;
  }

  // Compares with sums of 64-bit integers; the floats after them have to agree to the bit.
  void check(const Kernels& kernels, NarrowFormat format, Epilogue epilogue) const {
    const std::vector<float> out = run(kernels, format, epilogue);
    for (std::size_t j = 0; j < n; ++j) {
      float column_scale = 0;
      const auto w = quantized_weights(weight.data() + j * k, k, format, column_scale);
      for (std::size_t i = 0; i < rows; ++i) {
        const QuantizedRow row = quantize(a.data() + i * (k + 3), k, format);
        std::int64_t sum = 0;
        for (std::size_t p = 0; p < k; ++p) sum += row.q[p] * w[p];
        ASSERT_LE(std::abs(sum), std::numeric_limits<std::int32_t>::max());
        float expected = std::fma(static_cast<float>(sum) * row.scale, column_scale, bias[j]);
        if (epilogue == Epilogue::kBiasResidual) expected += residual[i * (n + 1) + j];
        const float found = out[i * (n + 2) + j];
        if (epilogue == Epilogue::kBiasGelu) {
          const double gelu =
              0.5 * double{expected} * (1 + std::erf(double{expected} / std::sqrt(2.0)));
          // The bound of gelu_of in vector_math.inl and the rounding of its result.
          ASSERT_NEAR(double{found}, gelu, 5e-7 * std::max(1.0, std::abs(double{expected})));
        } else {
          ASSERT_EQ(found, expected)
              << rows << " x " << n << " x " << k << " at " << i << ", " << j;
        }
      }
    }
    for (std::size_t i = 0; i < rows; ++i)
      ASSERT_EQ(out[i * (n + 2) + n], -77.0F) << "wrote beyond its columns";
  }
};

constexpr NarrowFormat kIntegers[] = {NarrowFormat::kI16, NarrowFormat::kI8};

TEST_P(NarrowTest, IntegerProductsAreExactForEveryShape) {
  const std::size_t panel = GetParam()->panel_columns;
  for (const NarrowFormat format : kIntegers) {
    for (const std::size_t rows : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 13U}) {
      for (const std::size_t n :
           {std::size_t{1}, std::size_t{3}, panel - 1, panel, panel + 1, 3 * panel + 2}) {
        for (const std::size_t k : {1U, 2U, 3U, 4U, 5U, 7U, 33U})
          Problem(rows, n, k).check(*GetParam(), format, Epilogue::kBias);
      }
    }
  }
}

TEST_P(NarrowTest, IntegerProductsAreExactBeyondOneBlockOfEachKind) {
  for (const NarrowFormat format : kIntegers) {
    for (const std::size_t k : {255U, 256U, 257U, 513U, 1538U})
      Problem(9, 50, k).check(*GetParam(), format, Epilogue::kBiasResidual);
    Problem(197, 50, 40).check(*GetParam(), format, Epilogue::kBiasResidual);
    Problem(11, 65, 40).check(*GetParam(), format, Epilogue::kBiasGelu);
  }
}

// The largest integers in every lane: sums reach the edge of 32 bits.
TEST_P(NarrowTest, IntegerProductsAreExactForTheLargestValuesEverywhere) {
  for (const NarrowFormat format : kIntegers) {
    for (const float sign : {1.0F, -1.0F}) {
      for (const std::size_t k : {64U, 66U, 258U, 1536U}) {
        Problem problem(9, 50, k);
        std::ranges::fill(problem.a, sign);
        std::ranges::fill(problem.weight, 1.0F);
        problem.check(*GetParam(), format, Epilogue::kBias);
        // Both ends of the range in one row: for i8 the zero lies between.
        for (std::size_t i = 1; i < problem.a.size(); i += 2) problem.a[i] = -sign;
        for (std::size_t i = 1; i < problem.weight.size(); i += 2) problem.weight[i] = -1.0F;
        problem.check(*GetParam(), format, Epilogue::kBias);
      }
    }
  }
}

TEST_P(NarrowTest, EveryFormatGivesTheBitsOfThePlainLoop) {
  for (const NarrowFormat format : {NarrowFormat::kI16, NarrowFormat::kI8, NarrowFormat::kBf16}) {
    if (std::string_view(narrow_kernels(*GetParam(), format).instruction) == "vdpbf16ps") continue;
    const Problem problem(21, 77, 515);
    for (const Epilogue epilogue : {Epilogue::kBiasGelu, Epilogue::kBiasResidual}) {
      EXPECT_EQ(problem.run(*GetParam(), format, epilogue),
                problem.run(generic::kKernels, format, epilogue));
    }
  }
}

TEST_P(NarrowTest, Bf16IsTheProductOfRoundedNumbers) {
  const auto rounded = [](float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    return double{std::bit_cast<float>((bits + 0x7FFFU + (bits >> 16 & 1U)) & 0xFFFF0000U)};
  };
  const Problem problem(5, 51, 129);
  const auto out = problem.run(*GetParam(), NarrowFormat::kBf16, Epilogue::kBias);
  for (std::size_t i = 0; i < problem.rows; ++i) {
    for (std::size_t j = 0; j < problem.n; ++j) {
      double sum = double{problem.bias[j]};
      double magnitude = std::abs(sum);
      for (std::size_t p = 0; p < problem.k; ++p) {
        const double product = rounded(problem.a[i * (problem.k + 3) + p]) *
                               rounded(problem.weight[j * problem.k + p]);
        sum += product;
        magnitude += std::abs(product);
      }
      ASSERT_NEAR(double{out[i * (problem.n + 2) + j]}, sum,
                  static_cast<double>(problem.k + 2) * test::kHalfUlp * magnitude);
    }
  }
}

TEST_P(NarrowTest, ARowThatIsNotFiniteBecomesNaNAndSpoilsNoOther) {
  for (const NarrowFormat format : {NarrowFormat::kI16, NarrowFormat::kI8, NarrowFormat::kBf16}) {
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      Problem problem(3, 20, 37);
      const auto before = problem.run(*GetParam(), format, Epilogue::kBias);
      problem.a[1 * (problem.k + 3) + 17] = bad;
      const auto after = problem.run(*GetParam(), format, Epilogue::kBias);
      for (std::size_t j = 0; j < problem.n; ++j) {
        EXPECT_EQ(after[j], before[j]);
        EXPECT_FALSE(std::isfinite(after[problem.n + 2 + j]));
        EXPECT_EQ(after[2 * (problem.n + 2) + j], before[2 * (problem.n + 2) + j]);
      }
    }
  }
}

TEST_P(NarrowTest, RowsAndOutputsOfZerosGiveTheBias) {
  for (const NarrowFormat format : {NarrowFormat::kI16, NarrowFormat::kI8, NarrowFormat::kBf16}) {
    Problem problem(2, 3, 5);
    for (std::size_t i = 0; i < problem.k; ++i) problem.a[i] = i == 2 ? 1e-38F : 0.0F;
    std::fill_n(problem.weight.begin(), problem.k, 0.0F);
    const auto out = problem.run(*GetParam(), format, Epilogue::kBias);
    for (std::size_t j = 0; j < problem.n; ++j) EXPECT_EQ(out[j], problem.bias[j]);
    EXPECT_EQ(out[problem.n + 2], problem.bias[0]);
  }
}

// Rows in the direction of an output's weights, where Cauchy and Schwarz are nearest to the truth:
// one value, a few, very many (rounding up all of 60,025 adds most to the norms), one among many.
TEST_P(NarrowTest, NoProductOfI16LeavesThirtyTwoBits) {
  for (const std::size_t k : {1U, 2U, 3U, 5U, 384U, 4096U, 60025U, 65536U}) {
    Problem problem(2, 2, k);
    const auto row = [&](std::size_t i) {
      return problem.a.begin() + static_cast<std::ptrdiff_t>(i * (k + 3));
    };
    std::fill_n(row(0), k, 1.0F);
    std::fill_n(problem.weight.begin(), k, -1.0F);
    std::copy_n(problem.weight.begin() + static_cast<std::ptrdiff_t>(k), k, row(1));
    problem.check(*GetParam(), NarrowFormat::kI16, Epilogue::kBias);
    *row(1) = problem.weight[k] = 1000.0F;
    problem.check(*GetParam(), NarrowFormat::kI16, Epilogue::kBias);
  }
}

// Squares of such numbers leave the range of float32: the norm counts as sqrt(k) times the largest.
TEST_P(NarrowTest, I16KeepsRowsOfHugeAndOfTinyNumbers) {
  const Problem usual(3, 20, 37);
  const std::vector<float> expected = usual.run(*GetParam(), NarrowFormat::kI16, Epilogue::kBias);
  for (const float factor : {0x1p80F, 0x1p-70F}) {
    Problem problem = usual;
    for (float& x : problem.a) x *= factor;
    for (float& x : problem.bias) x *= factor;
    const auto out = problem.run(*GetParam(), NarrowFormat::kI16, Epilogue::kBias);
    EXPECT_EQ(out, problem.run(generic::kKernels, NarrowFormat::kI16, Epilogue::kBias));
    for (std::size_t i = 0; i < problem.rows; ++i) {
      for (std::size_t j = 0; j < problem.n; ++j) {
        const std::size_t at = i * (problem.n + 2) + j;
        EXPECT_NEAR(out[at] / factor, expected[at], 1e-2F) << factor;
      }
    }
  }
}

TEST_P(NarrowTest, I16UsesNearlyAllOfThirtyTwoBits) {
  Problem problem(1, 1, 384);
  std::ranges::fill(problem.a, 1.0F);
  std::ranges::fill(problem.weight, 1.0F);
  float scale = 0;
  const auto w = quantized_weights(problem.weight.data(), 384, NarrowFormat::kI16, scale);
  EXPECT_EQ(w[0], 2358) << "46200 / sqrt(384)";
  EXPECT_EQ(quantize(problem.a.data(), 384, NarrowFormat::kI16).q[0], 2358);
  problem.check(*GetParam(), NarrowFormat::kI16, Epilogue::kBias);  // 384 * 2358^2 = 0.994 * 2^31
}

TEST(PackedNarrowTest, I8RoundingLossShowsOutliers) {
  std::vector<float> weight(1536, 1.0F);
  EXPECT_LT(i8_rounding_loss(weight, 1, weight.size()), 1e-6);
  weight[3] = 200.0F;  // one step is 1.5748: all others become 1 step
  // 1535 errors of 0.5748 each over a norm of 203.8.
  EXPECT_NEAR(i8_rounding_loss(weight, 1, weight.size()),
              0.574803 * std::sqrt(1535.0) / std::sqrt(200.0 * 200.0 + 1535.0), 1e-6);
}

TEST(PackedNarrowTest, I16FewestStepsShowOutliers) {
  std::vector<float> weight(2 * 1536, 1.0F);
  EXPECT_NEAR(i16_fewest_steps(weight, 2, 1536), 46200 / std::sqrt(1536.0), 1e-3);
  weight[1536 + 3] = 4000.0F;  // one step of the second output is 4000 / 32767
  EXPECT_NEAR(i16_fewest_steps(weight, 2, 1536), 32767.0 / 4000.0, 1e-3);
  EXPECT_GT(i16_fewest_steps(std::vector<float>(8), 2, 4), 1e9) << "zeros lose nothing";
  // Weights that were pruned to 0 do not count.
  EXPECT_NEAR(i16_fewest_steps(std::vector<float>{0, 0, 0, 1, 0, 0}, 1, 6), 32767.0, 1e-1);
}

}  // namespace
}  // namespace assay
