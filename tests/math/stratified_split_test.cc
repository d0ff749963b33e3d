#include "math/stratified_split.h"

#include <gtest/gtest.h>

#include "support/test_vectors.h"

namespace assay {
namespace {

using Rows = std::vector<std::uint32_t>;

TEST(StratifiedSplitTest, EqualsMtebsSubsample) {
  const Json& vector = test_vectors()["stratified_subsample"];
  const auto labels = vector["labels"].get<std::vector<std::int64_t>>();
  const auto n = vector["n"].get<std::size_t>();
  NumpyGenerator generator(vector["seed"].get<std::uint64_t>());
  const auto split = stratified_split(labels, labels.size() - n, n, generator);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->test, vector["selected_rows_in_order"].get<Rows>());
  EXPECT_EQ(split->train.size() + split->test.size(), labels.size());
}

// datasets 5.2.0, stratified_shuffle_split_generate_indices(y, 12, 9, default_rng(5)).
TEST(StratifiedSplitTest, LeavesRowsOutWhenTheHalvesAreNotAll) {
  std::vector<std::int64_t> classes;
  for (int i = 0; i < 3; ++i) {
    for (const int c : {3, 3, 3, 1, 1, 7, 7, 7, 7, 7, 1, 3}) classes.push_back(c);
  }
  NumpyGenerator generator(5);
  const auto split = stratified_split(classes, 12, 9, generator);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->train, (Rows{16, 4, 17, 10, 7, 11, 1, 24, 21, 19, 9, 23}));
  EXPECT_EQ(split->test, (Rows{30, 35, 15, 18, 0, 3, 29, 25, 31}));
}

// The same function for 13,083 rows of 77 classes, 2,048 of them for the test.
TEST(StratifiedSplitTest, EqualsTheLibraryOnManyRows) {
  std::vector<std::int64_t> classes;
  for (int i = 0; i < 13083; ++i) classes.push_back(i * 7919 % 77);
  NumpyGenerator generator(42);
  const auto split = stratified_split(classes, 13083 - 2048, 2048, generator);
  ASSERT_TRUE(split);
  EXPECT_EQ(Rows(split->test.begin(), split->test.begin() + 8),
            (Rows{13011, 10245, 3234, 8091, 11735, 8140, 2298, 7031}));
  const auto weighted = [](const Rows& rows) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) sum += rows[i] * (i + 1);
    return sum;
  };
  EXPECT_EQ(weighted(split->test), 13588755349U);
  EXPECT_EQ(weighted(split->train), 399415650232U);
}

TEST(StratifiedSplitTest, RefusesWhatTheLibraryRefuses) {
  NumpyGenerator generator(42);
  EXPECT_FALSE(stratified_split(std::vector<std::int64_t>{0, 0, 1}, 1, 2, generator));
  EXPECT_FALSE(stratified_split(std::vector<std::int64_t>{0, 0, 1, 1}, 3, 1, generator));
  EXPECT_FALSE(stratified_split(std::vector<std::int64_t>{0, 0, 1, 1}, 1, 3, generator));
}

}  // namespace
}  // namespace assay
