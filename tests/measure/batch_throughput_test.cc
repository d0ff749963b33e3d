#include "measure/batch_throughput.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "assay/error.h"

namespace assay {
namespace {

const std::vector<std::string> kTexts = {"a", "b", "c", "d"};

EncodeStats slow_stats(std::span<const std::string> texts) {
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return {.texts = texts.size(), .unique_texts = texts.size(), .tokens = 5 * texts.size()};
}

TEST(BatchThroughputTest, IsTextsOverTime) {
  RaplMeter rapl("/nowhere");
  const SweepRun run = measure_throughput(slow_stats, {.texts = "documents", .batch_texts = 2},
                                          kTexts, {.count = 3, .seconds = 0.3}, rapl);
  const Throughput& t = run.throughput;
  // Two texts in ten milliseconds, and a little more for waking up.
  EXPECT_LE(t.texts_per_second.median, 200);
  EXPECT_GE(t.texts_per_second.median, 100);
  EXPECT_NEAR(t.tokens_per_second, 5 * t.texts_per_second.median, 1e-6);
  EXPECT_EQ(t.mean_tokens, 5);
  EXPECT_EQ(t.texts_per_second.repeats, 3U);
  EXPECT_LT(t.busy_cores, 0.5);  // it sleeps
  EXPECT_EQ(run.joules, 0);
}

TEST(BatchThroughputTest, AddsUpTheCallers) {
  RaplMeter rapl("/nowhere");
  const SweepRun run = measure_throughput(slow_stats, {.texts = "mixed", .clients = 4}, kTexts,
                                          {.count = 2, .seconds = 0.2}, rapl);
  EXPECT_LE(run.throughput.texts_per_second.median, 400);
  EXPECT_GE(run.throughput.texts_per_second.median, 200);
  EXPECT_EQ(run.throughput.clients, 4U);
}

TEST(BatchThroughputTest, GivesEveryCallerItsOwnPartOfTheTexts) {
  std::mutex mutex;
  std::string firsts;
  const auto take = [&](std::span<const std::string> texts) {
    const std::lock_guard lock(mutex);
    if (firsts.size() < 2) firsts += texts.front();
    return EncodeStats{.unique_texts = 1, .tokens = 1};
  };
  RaplMeter rapl("/nowhere");
  (void)measure_throughput(take, {.clients = 2}, kTexts, {.count = 1, .seconds = 1e-9}, rapl);
  EXPECT_TRUE(firsts == "ac" || firsts == "ca") << firsts;
}

TEST(BatchThroughputTest, MakesFewerRoundsWhereACallIsLong) {
  RaplMeter rapl("/nowhere");
  const SweepRun run = measure_throughput(slow_stats, {.batch_texts = 4}, kTexts,
                                          {.count = 5, .least_count = 2, .seconds = 0.001}, rapl);
  EXPECT_EQ(run.throughput.texts_per_second.repeats, 2U);
}

TEST(BatchThroughputTest, HandsOnWhatACallerThrows) {
  const auto take = [](std::span<const std::string>) -> EncodeStats {
    throw Error(ErrorKind::kBadData, "text 3");
  };
  RaplMeter rapl("/nowhere");
  EXPECT_THROW((void)measure_throughput(take, {.clients = 2}, kTexts, {}, rapl), Error);
}

}  // namespace
}  // namespace assay
