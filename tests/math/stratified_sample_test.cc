#include <gtest/gtest.h>

#include "math/stratified_split.h"
#include "support/test_vectors.h"

namespace assay {
namespace {

using Classes = std::vector<std::uint32_t>;
using Rows = std::vector<std::size_t>;

TEST(StratifiedSampleTest, EqualsTheReference) {
  const Json& expected = test_vectors().at("stratified_subsample");
  EXPECT_EQ(stratified_sample(expected.at("labels").get<Classes>(), expected.at("n"),
                              expected.at("seed")),
            expected.at("selected_rows_in_order").get<Rows>());
}

// datasets 5 with numpy 2.4.6: train_test_split(test_size=37, seed=45, stratify_by_column="y").
TEST(StratifiedSampleTest, EqualsTheReferenceWithUnequalClasses) {
  Classes classes;
  for (std::uint32_t i = 0; i < 200; ++i)
    classes.push_back((i * i * 31 % 5 == 0 ? 1U : 0U) + (i % 7 == 0 ? 2U : 0U));
  EXPECT_EQ(
      stratified_sample(classes, 37, 45),
      (Rows{183, 66,  120, 54,  122, 61, 72, 70,  194, 2,   59, 99, 157, 8,  36,  37, 25, 167, 50,
            129, 123, 32,  117, 78,  48, 42, 176, 41,  189, 75, 52, 101, 81, 185, 91, 20, 112}));
}

TEST(StratifiedSampleTest, CannotBeMadeWithFewerThanTwoRowsOfAClass) {
  EXPECT_TRUE(stratified_sample(Classes{0, 0, 0, 1}, 2, 42).empty());
}

TEST(StratifiedSampleTest, CannotBeMadeWithFewerRowsThanClasses) {
  EXPECT_TRUE(stratified_sample(Classes{0, 0, 1, 1, 2, 2}, 2, 42).empty());
  EXPECT_TRUE(stratified_sample(Classes{0, 0, 1, 1, 2, 2}, 4, 42).empty());
  EXPECT_EQ(stratified_sample(Classes{0, 0, 1, 1, 2, 2}, 3, 42).size(), 3U);
}

}  // namespace
}  // namespace assay
