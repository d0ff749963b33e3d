#include "measure/percentiles.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// numpy 2.3: np.percentile([1, 2, 4, 8], [0, 25, 50, 90, 95, 100])
TEST(PercentilesTest, AreLinearBetweenNeighboursAsInNumpy) {
  const std::vector<double> values = {1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(percentile(values, 0), 1);
  EXPECT_DOUBLE_EQ(percentile(values, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(percentile(values, 0.5), 3);
  EXPECT_DOUBLE_EQ(percentile(values, 0.9), 6.8);
  EXPECT_DOUBLE_EQ(percentile(values, 0.95), 7.4);
  EXPECT_DOUBLE_EQ(percentile(values, 1), 8);
}

TEST(PercentilesTest, OfOneValueAreThatValue) {
  const std::vector<double> values = {5};
  EXPECT_DOUBLE_EQ(percentile(values, 0.99), 5);
}

TEST(PercentilesTest, SpreadNeedsNoOrder) {
  const Spread spread = spread_of({3, 1, 2});
  EXPECT_EQ(spread.median, 2);
  EXPECT_EQ(spread.least, 1);
  EXPECT_EQ(spread.most, 3);
  EXPECT_EQ(spread.repeats, 3U);
}

}  // namespace
}  // namespace assay
