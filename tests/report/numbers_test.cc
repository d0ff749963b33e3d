#include <gtest/gtest.h>

#include "assay/report.h"

namespace assay {
namespace {

TEST(NumbersTest, PercentHasTwoDecimals) {
  EXPECT_EQ(print_percent(0.64508), "64.51");
  EXPECT_EQ(print_percent(1.0), "100.00");
  EXPECT_EQ(print_percent(-0.0012), "-0.12");
  EXPECT_EQ(print_percent(std::nullopt), "-");
}

TEST(NumbersTest, DurationsGetCoarserAsTheyGrow) {
  EXPECT_EQ(print_duration(0.04), "0.0 s");
  EXPECT_EQ(print_duration(9.94), "9.9 s");
  EXPECT_EQ(print_duration(9.96), "10 s");
  EXPECT_EQ(print_duration(59.6), "1 min 00 s");
  EXPECT_EQ(print_duration(307), "5 min 07 s");
  EXPECT_EQ(print_duration(7500), "2 h 05 min");
}

TEST(NumbersTest, CountsAreGroupedInThousands) {
  EXPECT_EQ(print_count(0), "0");
  EXPECT_EQ(print_count(999.4), "999");
  EXPECT_EQ(print_count(11240), "11,240");
  EXPECT_EQ(print_count(1234567), "1,234,567");
  EXPECT_EQ(print_count(-123456), "-123,456");
}

}  // namespace
}  // namespace assay
