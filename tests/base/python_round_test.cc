#include "base/python_round.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay {
namespace {

// Expected: Python 3.11's round().
TEST(PythonRoundTest, RoundsTheExactBinaryValue) {
  EXPECT_EQ(python_round(0.123455, 5), 0.12345);  // a little below the half way
  EXPECT_EQ(python_round(0.000005, 5), 1e-05);    // a little above
  EXPECT_EQ(python_round(2.675, 2), 2.67);
  EXPECT_EQ(python_round(0.68736, 5), 0.68736);
  EXPECT_EQ(python_round(-0.123456789, 6), -0.123457);
  EXPECT_EQ(python_round(1.0, 5), 1.0);
}

TEST(PythonRoundTest, RoundsExactHalvesToEven) {
  EXPECT_EQ(python_round(0.125, 2), 0.12);
  EXPECT_EQ(python_round(0.375, 2), 0.38);
  EXPECT_EQ(python_round(0.5, 0), 0.0);
  EXPECT_EQ(python_round(1.5, 0), 2.0);
  EXPECT_EQ(python_round(0.03125, 4), 0.0312);
}

TEST(PythonRoundTest, LeavesLargeAndUndefinedValuesAlone) {
  EXPECT_EQ(python_round(1e300, 5), 1e300);
  EXPECT_EQ(python_round(9007199254740993.0, 2), 9007199254740992.0);
  EXPECT_EQ(python_round(std::numeric_limits<double>::infinity(), 5),
            std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(python_round(std::numeric_limits<double>::quiet_NaN(), 5)));
}

}  // namespace
}  // namespace assay
