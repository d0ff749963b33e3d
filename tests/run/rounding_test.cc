#include "run/rounding.h"

#include <gtest/gtest.h>

#include <limits>

namespace assay {
namespace {

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
