#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "math/kernel_test_support.h"

namespace assay {
namespace {

using test::random_floats;

// One text: rows of q, k and v side by side as the fused projection leaves them.
struct Text {
  std::size_t tokens, heads, head_dim;
  std::vector<float> qkv;

  Text(std::size_t num_tokens, std::size_t num_heads, std::size_t dim, double spread = 0.7)
      : tokens(num_tokens),
        heads(num_heads),
        head_dim(dim),
        qkv(random_floats(tokens * 3 * heads * dim, 5, spread)) {}

  [[nodiscard]] std::size_t width() const { return heads * head_dim; }
  float& q(std::size_t token, std::size_t column) { return qkv[token * 3 * width() + column]; }
  float& k(std::size_t token, std::size_t column) { return q(token, width() + column); }
  float& v(std::size_t token, std::size_t column) { return q(token, 2 * width() + column); }

  [[nodiscard]] std::vector<float> run(const AttentionKernels& kernels, std::size_t first_query,
                                       std::size_t queries) const {
    return test::run_attention(kernels, qkv, first_query, queries, tokens, heads, head_dim);
  }
  [[nodiscard]] std::vector<float> run(const AttentionKernels& kernels) const {
    return run(kernels, 0, tokens);
  }
  [[nodiscard]] std::vector<float> in_f32() const { return run(generic::kKernels.attention); }
  [[nodiscard]] std::vector<float> plainly() const { return run(generic::kKernels.attention_i16); }
};

// |a - b| / |b|
double relative_error(const std::vector<float>& a, const std::vector<float>& b) {
  double error = 0;
  double size = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    error += (double{a[i]} - double{b[i]}) * (double{a[i]} - double{b[i]});
    size += double{b[i]} * double{b[i]};
  }
  return std::sqrt(error / size);
}

// Every set of kernels that this CPU can run, with its extensions and without.
std::vector<const AttentionKernels*> all_kernels() {
  std::vector<const AttentionKernels*> all = {&generic::kKernels.attention_i16};
#if defined(__x86_64__)
  for (const Isa isa : supported_isas()) {
    if (isa == Isa::kAvx2) all.push_back(&avx2::kKernels.attention_i16);
    if (isa == Isa::kAvx512) all.push_back(&avx512::kKernels.attention_i16);
    all.push_back(&kernels_for(isa).attention_i16);
  }
#endif
  return all;
}

class AttentionI16Test : public testing::TestWithParam<const AttentionKernels*> {};
INSTANTIATE_TEST_SUITE_P(Kernels, AttentionI16Test, testing::ValuesIn(all_kernels()),
                         [](const testing::TestParamInfo<const AttentionKernels*>& kernels) {
                           return std::to_string(kernels.index);
                         });

TEST_P(AttentionI16Test, IsNearTheFloatOne) {
  // Scores of about 4 rounded by a part in 8191 * sqrt(3) of the largest factors: 3e-4 of each
  // weight; the values' rounding is smaller still.
  for (const auto& [tokens, head_dim] :
       {std::pair{7U, 32U}, {240U, 32U}, {512U, 64U}, {33U, 12U}}) {
    const Text text(tokens, 2, head_dim);
    EXPECT_LT(relative_error(text.run(*GetParam()), text.in_f32()), 5e-4) << tokens;
  }
}

TEST_P(AttentionI16Test, GivesTheBitsOfThePlainLoopForEveryLength) {
  for (const std::size_t tokens : {1U,  2U,  3U,  5U,  6U,  7U,  8U,  9U,  15U, 16U, 17U, 23U,
                                   24U, 25U, 31U, 32U, 33U, 47U, 48U, 49U, 63U, 64U, 65U, 98U}) {
    const Text text(tokens, 2, 32);
    ASSERT_EQ(text.run(*GetParam()), text.plainly()) << tokens;
  }
}

TEST_P(AttentionI16Test, GivesTheBitsOfThePlainLoopForEveryHeadSize) {
  for (const std::size_t head_dim : {1U, 2U, 3U, 7U, 8U, 12U, 15U, 16U, 17U, 20U, 24U, 31U, 33U,
                                     40U, 48U, 64U, 80U, 96U, 128U}) {
    const Text text(37, 3, head_dim);
    ASSERT_EQ(text.run(*GetParam()), text.plainly()) << head_dim;
  }
}

TEST_P(AttentionI16Test, GivesTheBitsOfThePlainLoopForScoresOfAnySize) {
  for (const double spread : {1e-30, 1e-12, 0.01, 3.0, 8.0, 40.0, 1e6}) {
    const Text text(50, 1, 32, spread);
    ASSERT_EQ(text.run(*GetParam()), text.plainly()) << spread;
  }
}

// The largest integers in every lane: sums of scores reach the edge of 32 bits.
TEST_P(AttentionI16Test, IsExactForTheLargestFactorsEverywhere) {
  for (const std::size_t head_dim : {31U, 32U, 64U, 128U, 256U}) {
    for (const float sign : {1.0F, -1.0F}) {
      Text text(37, 1, head_dim);
      for (std::size_t t = 0; t < text.tokens; ++t) {
        for (std::size_t c = 0; c < head_dim; ++c) {
          text.q(t, c) = 0.1F;
          text.k(t, c) = t == 5 ? sign * 0.1F : -sign * 0.1F;
        }
      }
      ASSERT_EQ(text.run(*GetParam()), text.plainly()) << head_dim;
      EXPECT_LT(relative_error(text.run(*GetParam()), text.in_f32()), 2e-4) << head_dim;
    }
  }
}

// Equal weights and the largest values everywhere: sums of values reach the edge of 32 bits.
TEST_P(AttentionI16Test, IsExactForTheLargestValuesEverywhere) {
  for (const std::size_t tokens : {8U, 9U, 64U, 512U, 4096U}) {
    Text text(tokens, 1, 4);
    for (std::size_t t = 0; t < tokens; ++t) {
      for (std::size_t c = 0; c < 4; ++c) {
        text.q(t, c) = 0.0F;
        text.v(t, c) = c % 2 == 0 ? 3.0F : -3.0F;
      }
    }
    const std::vector<float> out = text.run(*GetParam(), 0, 3);
    for (std::size_t i = 0; i < out.size(); ++i)
      ASSERT_NEAR(out[i], i % 2 == 0 ? 3.0F : -3.0F, 1e-6F) << tokens;
  }
}

// One query that looks at a single token among many: its weight is the largest there is.
TEST_P(AttentionI16Test, FindsTheOneTokenThatCounts) {
  Text text(100, 1, 32);
  for (std::size_t c = 0; c < 32; ++c) text.k(71, c) = 10 * text.q(0, c);
  const std::vector<float> out = text.run(*GetParam(), 0, 1);
  for (std::size_t c = 0; c < 32; ++c)
    EXPECT_NEAR(out[c], text.v(71, c), 0.7F / 8191);  // half a step of the values and as much again
}

TEST_P(AttentionI16Test, GivesAQueryTheSameBitsAloneAndAmongOthers) {
  const Text text(45, 2, 32);
  const std::vector<float> all = text.run(*GetParam());
  for (const std::size_t query : {0U, 5U, 23U, 24U, 44U}) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(query * text.width());
    EXPECT_EQ(text.run(*GetParam(), query, 1),
              std::vector<float>(first, first + static_cast<std::ptrdiff_t>(text.width())));
  }
}

TEST_P(AttentionI16Test, WhatIsNotFiniteMakesNaNOfAllThatLooksAtIt) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), kInfinity, -kInfinity}) {
    const auto nans_of = [&](auto spoil) {
      Text text(40, 2, 20);
      spoil(text);
      const std::vector<float> out = text.run(*GetParam());
      std::size_t whole = 0;   // rows of a head that are all NaN
      std::size_t single = 0;  // with one NaN
      for (std::size_t part = 0; part < out.size(); part += 20) {
        const auto first = out.begin() + static_cast<std::ptrdiff_t>(part);
        const auto count = std::count_if(first, first + 20, [](float x) { return std::isnan(x); });
        whole += count == 20 ? 1 : 0;
        single += count == 1 ? 1 : 0;
      }
      return std::pair{whole, single};
    };
    using Counts = std::pair<std::size_t, std::size_t>;
    EXPECT_EQ(nans_of([&](Text& text) { text.q(33, 3) = bad; }), Counts(1, 0)) << "one query";
    EXPECT_EQ(nans_of([&](Text& text) { text.k(33, 23) = bad; }), Counts(40, 0)) << "one head";
    EXPECT_EQ(nans_of([&](Text& text) { text.v(33, 23) = bad; }), Counts(0, 40)) << "one component";
  }
}

TEST_P(AttentionI16Test, ScoresBeyondAllNumbersAreNaN) {
  Text text(9, 1, 4, 1e25);
  for (const float x : text.run(*GetParam())) EXPECT_TRUE(std::isnan(x));
}

}  // namespace
}  // namespace assay
