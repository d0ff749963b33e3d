#include "math/numpy_sum.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace assay {
namespace {

// i * 0.1 for i = 0, 1, ...: sums whose last bits depend on the order. Expected: numpy 2.4.6,
//   x = numpy.arange(n) * 0.1; x.sum(), x.mean(), x.std()
std::vector<double> tenths(std::size_t n) {
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<double>(i) * 0.1);
  return values;
}

struct Expected {
  std::size_t n;
  double sum;
  double mean;
  double std;
};

TEST(NumpySumTest, AddsInTheOrderOfNumpy) {
  const std::vector<Expected> cases{
      {1, 0.0, 0.0, 0.0},
      {3, 0.30000000000000004, 0.10000000000000002, 0.08164965809277261},
      {7, 2.1, 0.3, 0.20000000000000004},
      {8, 2.8000000000000003, 0.35000000000000003, 0.22912878474779202},
      {9, 3.6000000000000005, 0.4000000000000001, 0.25819888974716115},
      {17, 13.6, 0.7999999999999999, 0.48989794855663565},
      {127, 800.1, 6.3, 3.6660605559646724},
      {128, 812.8000000000001, 6.3500000000000005, 3.694928957368463},
      {129, 825.6, 6.4, 3.7237973450050514},
      {300, 4485.0, 14.95, 8.660205925188308},
      {1000, 49950.0, 49.95, 28.867499025720953},
      {5183, 1342915.3, 259.1, 149.62031947566481},
  };
  for (const Expected& expected : cases) {
    const auto values = tenths(expected.n);
    EXPECT_EQ(numpy_sum(values), expected.sum) << expected.n;
    EXPECT_EQ(numpy_mean(values), expected.mean) << expected.n;
    EXPECT_EQ(numpy_std(values), expected.std) << expected.n;
  }
}

TEST(NumpySumTest, NothingSumsToZero) { EXPECT_EQ(numpy_sum({}), 0); }

}  // namespace
}  // namespace assay
