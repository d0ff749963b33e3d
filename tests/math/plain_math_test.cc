#include "math/plain_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "math/kernel_test_support.h"

namespace assay {
namespace {

TEST(PlainMathTest, FusedRoundsOnce) {
  // 1.5 (1 + 2^-23) lies in the middle of two floats; what is added decides between them, though it
  // is far too small for a double.
  EXPECT_EQ(generic::fused(0x1.000002p0F, 1.5F, 0x1p-80F), 0x1.800004p0F);
  EXPECT_EQ(generic::fused(0x1.000002p0F, 1.5F, -0x1p-80F), 0x1.800002p0F);
  EXPECT_EQ(generic::fused(-0x1.000002p0F, 1.5F, 0x1p-80F), -0x1.800002p0F);
  EXPECT_EQ(generic::fused(0x1p-100F, 0x1p-50F, 0x1p-148F), 0x1p-148F) << "a tie among denormals";
  EXPECT_EQ(generic::fused(3.0F, 5.0F, -15.0F), 0.0F);
  EXPECT_EQ(generic::fused(0x1p100F, 0x1p100F, 1.0F), std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(generic::fused(std::numeric_limits<float>::quiet_NaN(), 1.0F, 1.0F)));
}

TEST(PlainMathTest, FusedAgreesWithTheStandardLibrary) {
  const auto a = test::random_floats(300'000, 1);
  const auto b = test::random_floats(300'000, 2);
  const auto c = test::random_floats(300'000, 3);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int exponent = static_cast<int>(i % 90) - 60;
    const float addend = std::ldexp(c[i], exponent);
    ASSERT_EQ(generic::fused(a[i], b[i], addend), std::fma(a[i], b[i], addend)) << i;
  }
}

TEST(PlainMathTest, PowersOfTwo) {
  EXPECT_NEAR(generic::power_of_2(0.5F), 1.41421356F, 3e-7F);
  EXPECT_NEAR(generic::power_of_2(-3.25F), 0.105112052F, 3e-8F);
  EXPECT_NEAR(generic::power_of_2(1000.0F) / 0x1p127F, 1.0F, 3e-7F);
  EXPECT_NEAR(generic::power_of_2(-1000.0F) / 0x1p-125F, 1.0F, 3e-7F);
}

}  // namespace
}  // namespace assay
