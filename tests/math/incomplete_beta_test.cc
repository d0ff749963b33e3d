#include "math/incomplete_beta.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

struct Value {
  double a, b, x, expected;
};

// scipy.special.betainc of scipy 1.17.1.
TEST(IncompleteBetaTest, GivesTheValuesOfSciPy) {
  for (const Value& v :
       {Value{0.5, 0.5, 0.3, 0.36901011956554536}, Value{3, 0.5, 0.9, 0.44541555534797056},
        Value{7, 0.5, 0.999, 0.9074476988701016}, Value{50, 30, 0.6, 0.3170571539691119},
        Value{1000, 0.5, 0.995, 0.0015463281751827704}}) {
    // The logarithms of large gamma functions lose digits to cancellation.
    EXPECT_NEAR(incomplete_beta(v.a, v.b, v.x), v.expected, 1e-12 * v.expected + 1e-15) << v.a;
  }
}

TEST(IncompleteBetaTest, IsZeroAndOneAtTheEndsAndSymmetric) {
  EXPECT_EQ(incomplete_beta(2, 3, 0), 0);
  EXPECT_EQ(incomplete_beta(2, 3, 1), 1);
  EXPECT_NEAR(incomplete_beta(2, 3, 0.25), 1 - incomplete_beta(3, 2, 0.75), 1e-15);
}

}  // namespace
}  // namespace assay
