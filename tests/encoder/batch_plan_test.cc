#include "encoder/batch_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace assay {
namespace {

using Plan = std::vector<std::vector<std::uint32_t>>;

// All indices of a plan, sorted.
std::vector<std::uint32_t> flattened(const Plan& plan) {
  std::vector<std::uint32_t> all;
  for (const auto& part : plan) all.insert(all.end(), part.begin(), part.end());
  std::ranges::sort(all);
  return all;
}

std::vector<std::uint32_t> first_numbers(std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

TEST(BatchPlanTest, BatchesAreFilledWithTheLongestTextsThatFit) {
  const std::vector<std::size_t> lengths = {3, 10, 7, 2, 5, 1};
  EXPECT_EQ(plan_batches(lengths, 10), (Plan{{1}, {2, 0}, {4, 3, 5}}));
}

TEST(BatchPlanTest, ATextLongerThanTheBudgetIsAlone) {
  const std::vector<std::size_t> lengths = {1, 30, 1};
  EXPECT_EQ(plan_batches(lengths, 10), (Plan{{1}, {0, 2}}));
}

TEST(BatchPlanTest, NoTextsGiveNoBatches) {
  EXPECT_TRUE(plan_batches({}, 10).empty());
  EXPECT_TRUE(plan_blocks({}, 256, 100).empty());
}

TEST(BatchPlanTest, EveryTextIsInOneBatchAndNoBatchExceedsItsBudget) {
  std::mt19937 random(7);
  std::vector<std::size_t> lengths(1000);
  for (std::size_t& length : lengths) length = 1 + random() % 200;
  const Plan plan = plan_batches(lengths, 256);
  EXPECT_EQ(flattened(plan), first_numbers(lengths.size()));
  std::size_t total = 0;
  for (const auto& batch : plan) {
    std::size_t tokens = 0;
    for (const std::uint32_t text : batch) tokens += lengths[text];
    EXPECT_LE(tokens, 256U);
    total += tokens;
  }
  EXPECT_GT(static_cast<double>(total), 0.97 * 256 * static_cast<double>(plan.size()))
      << "well filled";
}

TEST(BatchPlanTest, BlocksHoldEveryTextOnceLongTextsFirst) {
  std::mt19937 random(8);
  std::vector<std::size_t> bytes(500);
  for (std::size_t& length : bytes) length = random() % 3000;
  const Plan plan = plan_blocks(bytes, 256, 1000);
  EXPECT_EQ(flattened(plan), first_numbers(bytes.size()));
  std::size_t previous = 3000;
  for (const auto& block : plan) {
    for (const std::uint32_t text : block) {
      EXPECT_LE(bytes[text], previous);
      previous = bytes[text];
    }
  }
  EXPECT_GT(plan.size(), 30U);
}

TEST(BatchPlanTest, BlocksAreSmallForFewTextsAndBoundedForMany) {
  EXPECT_EQ(choose_block_tokens(std::vector<std::size_t>(1, 60), 256, 256, 2), 256U);
  // 300 queries of 20 tokens: 6,600 estimated tokens over 2 workers.
  EXPECT_EQ(choose_block_tokens(std::vector<std::size_t>(300, 60), 256, 256, 2), 412U);
  EXPECT_EQ(choose_block_tokens(std::vector<std::size_t>(100000, 900), 256, 256, 2), 4096U);
}

}  // namespace
}  // namespace assay
