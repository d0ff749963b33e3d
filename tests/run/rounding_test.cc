#include "run/rounding.h"

#include <gtest/gtest.h>

#include <limits>

namespace assay {
namespace {

// The expected values are those of Python 3.11: round(x, 6).
TEST(RoundingTest, RoundsAsPythonDoes) {
  EXPECT_EQ(round_decimals(0.68736123456, 6), 0.687361);
  EXPECT_EQ(round_decimals(0.5, 6), 0.5);
  EXPECT_EQ(round_decimals(-0.0047795990, 6), -0.00478);
  EXPECT_EQ(round_decimals(2.0 / 3.0, 6), 0.666667);
  EXPECT_EQ(round_decimals(4.9999999e-7, 6), 0.0);
  EXPECT_EQ(round_decimals(1e22, 6), 1e22);
}

TEST(RoundingTest, HalvesAreDecidedByTheExactBinaryValue) {
  EXPECT_EQ(round_decimals(0.0000005, 6), 0.0);             // 4.99999999999999977e-07
  EXPECT_EQ(round_decimals(0.0000025, 6), 3e-06);           // 2.50000000000000006e-06
  EXPECT_EQ(round_decimals(0.0000035, 6), 3e-06);           // 3.49999999999999995e-06
  EXPECT_EQ(round_decimals(0.0078125 / 4, 8), 0.00195312);  // a tie in binary: to even
}

TEST(RoundingTest, RoundsNestedObjectsAndListsButNotListsInLists) {
  Json scores = {{"a", 0.12345678},
                 {"list", {0.12345678, 1, "x"}},
                 {"object", {{"b", 0.12345678}, {"c", {0.12345678}}}},
                 {"experiments", Json::array({Json{{"d", 0.12345678}}})},
                 {"lists", Json::array({Json::array({0.12345678})})}};
  round_scores(scores);
  EXPECT_EQ(scores.dump(),
            R"({"a":0.123457,"list":[0.123457,1,"x"],"object":{"b":0.123457,"c":[0.123457]},)"
            R"("experiments":[{"d":0.123457}],"lists":[[0.12345678]]})");
}

TEST(RoundingTest, WhatIsNotFiniteBecomesNull) {
  Json scores = {{"nan", std::numeric_limits<double>::quiet_NaN()},
                 {"list", {std::numeric_limits<double>::infinity()}}};
  round_scores(scores);
  EXPECT_EQ(scores.dump(), R"({"nan":null,"list":[null]})");
}

}  // namespace
}  // namespace assay
