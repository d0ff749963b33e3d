#include "report/chart_scale.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(ChartScaleTest, ALogarithmicAxisHasEqualStepsForEqualFactors) {
  const ChartScale scale({1e6, 1e8}, true, 0, 1000);
  const double million = scale.place(1e6);
  const double ten = scale.place(1e7);
  const double hundred = scale.place(1e8);
  EXPECT_GT(million, 0);
  EXPECT_LT(hundred, 1000);
  EXPECT_NEAR(ten - million, hundred - ten, 1e-9);
  EXPECT_FALSE(scale.has_gutter());
}

TEST(ChartScaleTest, ZeroStandsInAGutterBesideALogarithmicAxis) {
  const ChartScale scale({0, 1e6, 1e8}, true, 0, 1000);
  ASSERT_TRUE(scale.has_gutter());
  EXPECT_DOUBLE_EQ(scale.start(), 40);
  EXPECT_DOUBLE_EQ(scale.place(0), 20);
  EXPECT_GT(scale.place(1e6), 40);
}

TEST(ChartScaleTest, AxesMayRunUpwards) {
  const ChartScale scale({0.2, 0.8}, false, 500, 100);
  EXPECT_GT(scale.place(0.2), scale.place(0.8));
  EXPECT_LT(scale.place(0.2), 500);
  EXPECT_GT(scale.place(0.8), 100);
}

TEST(ChartScaleTest, TicksAreRoundNumbers) {
  EXPECT_EQ(ChartScale({0.0, 10.0}, false, 0, 100).ticks(5), (std::vector<double>{0, 5, 10}));
  EXPECT_EQ(ChartScale({90, 1100}, true, 0, 100).ticks(8),
            (std::vector<double>{100, 200, 500, 1000}));
  EXPECT_EQ(ChartScale({1e3, 1e9}, true, 0, 100).ticks(8),
            (std::vector<double>{1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}));
}

TEST(ChartScaleTest, OneValueIsInTheMiddle) {
  EXPECT_NEAR(ChartScale({5}, false, 0, 100).place(5), 50, 1e-9);
  EXPECT_NEAR(ChartScale({5}, true, 0, 100).place(5), 50, 1e-9);
  EXPECT_NEAR(ChartScale({0}, false, 0, 100).place(0), 0, 1e-9);
}

}  // namespace
}  // namespace assay
