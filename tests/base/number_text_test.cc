#include "base/number_text.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(NumberTextTest, ThreeDigitsCount) {
  EXPECT_EQ(print_short(0), "0");
  EXPECT_EQ(print_short(0.0012345), "0.00123");
  EXPECT_EQ(print_short(0.02), "0.0200");
  EXPECT_EQ(print_short(1.0), "1.00");
  EXPECT_EQ(print_short(-12.345), "-12.3");
  EXPECT_EQ(print_short(812.4), "812");
  EXPECT_EQ(print_short(1234.5), "1,235");
}

TEST(NumberTextTest, RoundingMayAddADigitInFront) {
  EXPECT_EQ(print_short(9.996), "10.0");
  EXPECT_EQ(print_short(99.96), "100");
  EXPECT_EQ(print_short(0.09996), "0.100");
}

TEST(NumberTextTest, BytesGoByThousands) {
  EXPECT_EQ(print_bytes(48), "48 B");
  EXPECT_EQ(print_bytes(999'000), "999 kB");
  EXPECT_EQ(print_bytes(60e6), "60.0 MB");
  EXPECT_EQ(print_bytes(1.34e9), "1.34 GB");
  EXPECT_EQ(print_bytes(1.5e13), "15,000 GB");
}

TEST(NumberTextTest, ThousandsAreApart) {
  EXPECT_EQ(print_grouped(999.4), "999");
  EXPECT_EQ(print_grouped(11240), "11,240");
  EXPECT_EQ(print_grouped(-1234567), "-1,234,567");
}

}  // namespace
}  // namespace assay
