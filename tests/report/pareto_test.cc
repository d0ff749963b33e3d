#include "report/pareto.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using Places = std::vector<std::size_t>;

TEST(ParetoTest, KeepsWhatNothingBeatsOnBothAxes) {
  // Cheap and weak, dear and strong, in between, and one that is dearer and weaker than that.
  const std::vector<TradeOff> models = {{10, 0.5}, {1000, 0.9}, {100, 0.8}, {200, 0.7}};
  EXPECT_EQ(pareto_front(models, {.lower_x = true, .lower_y = false}), (Places{0, 2, 1}));
}

TEST(ParetoTest, EqualModelsAreAllOnTheFront) {
  const std::vector<TradeOff> models = {{10, 0.5}, {10, 0.5}, {10, 0.4}, {11, 0.5}};
  EXPECT_EQ(pareto_front(models, {}), (Places{0, 1}));
}

TEST(ParetoTest, FollowsTheDirectionsOfTheAxes) {
  // Throughput against memory: more is better, less is better.
  const std::vector<TradeOff> models = {{100, 8}, {200, 9}, {50, 7}, {90, 8.5}};
  EXPECT_EQ(pareto_front(models, {.lower_x = false, .lower_y = true}), (Places{1, 0, 2}));
}

TEST(ParetoTest, LeavesOutModelsWithoutAValue) {
  const std::vector<TradeOff> models = {{std::nullopt, 0.9}, {5, std::nullopt}, {7, 0.1}};
  EXPECT_EQ(pareto_front(models, {}), (Places{2}));
  EXPECT_TRUE(pareto_front({}, {}).empty());
}

TEST(ParetoTest, GroupsAreSharesOfTheBestValueOnTheFront) {
  // 0.792 is 99 % of 0.8, 0.76 is 95 %; the last one is not on the front.
  const std::vector<TradeOff> models = {
      {1000, 0.8}, {900, 0.792}, {100, 0.76}, {10, 0.75}, {20, 0.7}};
  const auto front = pareto_front(models, {});
  EXPECT_EQ(front, (Places{3, 2, 1, 0}));
  using enum ModelGroup;
  EXPECT_EQ(group_models(models, front, {}),
            (std::vector<ModelGroup>{kTopOfClass, kTopOfClass, kSweetSpot, kCompact, kNone}));
}

TEST(ParetoTest, ABestValueOfZeroOrLessHasOnlyItselfInItsClass) {
  const std::vector<TradeOff> models = {{2, -0.1}, {1, -0.2}};
  const auto front = pareto_front(models, {});
  using enum ModelGroup;
  EXPECT_EQ(group_models(models, front, {}), (std::vector<ModelGroup>{kTopOfClass, kCompact}));
}

}  // namespace
}  // namespace assay
