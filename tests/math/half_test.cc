#include "math/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay {
namespace {

// Bits from the definition of binary16; numpy.float16 gives the same.
TEST(HalfTest, RoundsToNearestTiesToEven) {
  EXPECT_EQ(to_half(0.0F), 0x0000);
  EXPECT_EQ(to_half(-0.0F), 0x8000);
  EXPECT_EQ(to_half(1.0F), 0x3C00);
  EXPECT_EQ(to_half(-2.0F), 0xC000);
  EXPECT_EQ(to_half(0.1F), 0x2E66);
  EXPECT_EQ(to_half(1.0F + 0x1p-11F), 0x3C00);      // a tie
  EXPECT_EQ(to_half(1.0F + 3 * 0x1p-11F), 0x3C02);  // a tie
  EXPECT_EQ(to_half(1.0F + 0x1p-11F + 0x1p-20F), 0x3C01);
  EXPECT_EQ(to_half(65504.0F), 0x7BFF);
  EXPECT_EQ(to_half(65519.0F), 0x7BFF);
  EXPECT_EQ(to_half(65520.0F), 0x7C00);
  EXPECT_EQ(to_half(std::numeric_limits<float>::infinity()), 0x7C00);
}

TEST(HalfTest, KeepsSmallNumbers) {
  EXPECT_EQ(to_half(0x1p-14F), 0x0400);  // the smallest normal one
  EXPECT_EQ(to_half(0x1p-24F), 0x0001);
  EXPECT_EQ(to_half(0x1p-25F), 0x0000);  // a tie
  EXPECT_EQ(to_half(3 * 0x1p-25F), 0x0002);
  EXPECT_EQ(to_half(0x1p-14F - 0x1p-26F), 0x0400);
  EXPECT_EQ(from_half(0x0001), 0x1p-24F);
}

TEST(HalfTest, EveryHalfComesBack) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = from_half(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(from_half(to_half(value))));
    } else {
      ASSERT_EQ(to_half(value), half) << value;
    }
  }
}

}  // namespace
}  // namespace assay
