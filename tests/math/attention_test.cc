#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "math/kernel_test_support.h"

namespace assay {
namespace {

using test::random_floats;

class AttentionTest : public test::KernelTest {
 protected:
  [[nodiscard]] std::vector<float> run(const std::vector<float>& qkv, std::size_t first_query,
                                       std::size_t queries, std::size_t tokens, std::size_t heads,
                                       std::size_t head_dim) const {
    return test::run_attention(kernels().attention, qkv, first_query, queries, tokens, heads,
                               head_dim);
  }

  void check(std::size_t tokens, std::size_t heads, std::size_t head_dim, double spread) const {
    const std::size_t d = heads * head_dim;
    const std::vector<float> qkv = random_floats(tokens * 3 * d, 5, spread);
    const std::vector<float> out = run(qkv, 0, tokens, tokens, heads, head_dim);
    const auto at = [&](std::size_t row, std::size_t column) {
      return double{qkv[row * 3 * d + column]};
    };
    for (std::size_t i = 0; i < tokens; ++i) {
      for (std::size_t h = 0; h < heads; ++h) {
        std::vector<double> p(tokens);
        for (std::size_t j = 0; j < tokens; ++j) {
          for (std::size_t c = h * head_dim; c < (h + 1) * head_dim; ++c)
            p[j] += at(i, c) * at(j, d + c);
        }
        const double largest = *std::max_element(p.begin(), p.end());
        double sum = 0;
        for (double& x : p) sum += x = std::exp2(x - largest);
        for (std::size_t c = h * head_dim; c < (h + 1) * head_dim; ++c) {
          double expected = 0;
          for (std::size_t j = 0; j < tokens; ++j) expected += p[j] / sum * at(j, 2 * d + c);
          // A score of size s is rounded by s * 6e-8 a few times; weights err likewise, relative to
          // values of size `spread`.
          const double score = spread * spread * static_cast<double>(head_dim);
          ASSERT_NEAR(double{out[i * d + c]}, expected, spread * (score * 6e-8 * 4 + 1e-6))
              << tokens << " tokens, " << heads << " x " << head_dim << ", query " << i
              << ", column " << c;
        }
      }
    }
  }
};
ASSAY_FOR_EVERY_ISA(AttentionTest);

TEST_P(AttentionTest, AgreesWithTheDoubleLoopForEveryLength) {
  for (const std::size_t tokens : {1U,  2U,  3U,  5U,  6U,  7U,  8U,  9U,  15U, 16U,
                                   17U, 23U, 24U, 25U, 31U, 33U, 47U, 50U, 65U, 98U}) {
    check(tokens, 2, 32, 0.5);
  }
}

TEST_P(AttentionTest, AgreesForEveryHeadSize) {
  for (const std::size_t head_dim :
       {1U, 3U, 8U, 12U, 16U, 20U, 24U, 40U, 48U, 64U, 80U, 96U, 128U}) {
    check(19, 3, head_dim, 0.5);
  }
}

TEST_P(AttentionTest, AgreesForAVeryLongText) { check(512, 1, 64, 0.4); }

TEST_P(AttentionTest, StandsScoresOfAnySize) {
  check(37, 1, 32, 8.0);  // scores up to 2048: all but the largest weights vanish
  // All scores far below zero: what pads the last panel must not win.
  std::vector<float> qkv(std::size_t{3} * 9, 0.0F);
  for (std::size_t t = 0; t < 9; ++t) {
    qkv[3 * t] = 1000.0F;
    qkv[3 * t + 1] = -1000.0F;
    qkv[3 * t + 2] = static_cast<float>(t);
  }
  for (const float value : run(qkv, 0, 9, 9, 1, 1)) EXPECT_NEAR(value, 4.0F, 1e-6F);
}

TEST_P(AttentionTest, HasTheBitsOfThePlainLoop) {
  const auto check = [&](std::size_t tokens, std::size_t head_dim, double spread) {
    const std::vector<float> qkv = random_floats(tokens * 3 * 2 * head_dim, 7, spread);
    ASSERT_EQ(run(qkv, 0, tokens, tokens, 2, head_dim),
              test::run_attention(generic::kKernels.attention, qkv, 0, tokens, tokens, 2, head_dim))
        << tokens << " tokens, heads of " << head_dim << ", values up to " << spread;
  };
  for (std::size_t tokens = 1; tokens <= 66; ++tokens) {
    check(tokens, 32, 0.5);
    check(tokens, 32, 4.0);  // so far from 0 that the largest score is taken off
  }
  for (const std::size_t head_dim : {1U, 3U, 8U, 12U, 16U, 20U, 40U, 64U, 80U, 128U})
    check(29, head_dim, 1.0);
}

TEST_P(AttentionTest, GivesAQueryTheSameBitsAloneAndAmongOthers) {
  const std::size_t d = 2 * 32;
  const std::vector<float> qkv = random_floats(std::size_t{45} * 3 * d, 6);
  const std::vector<float> all = run(qkv, 0, 45, 45, 2, 32);
  for (const std::size_t query : {0U, 5U, 23U, 24U, 44U}) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(query * d);
    EXPECT_EQ(run(qkv, query, 1, 45, 2, 32),
              std::vector<float>(first, first + static_cast<std::ptrdiff_t>(d)));
  }
}

}  // namespace
}  // namespace assay
