#include "measure/query_latency.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "assay/error.h"

namespace assay {
namespace {

const std::vector<std::string> kTexts = {"a", "b", "c"};

TEST(QueryLatencyTest, IsTheTimeOfOneCall) {
  std::size_t calls = 0;
  const auto take = [&](std::span<const std::string> texts) {
    EXPECT_EQ(texts.size(), 1U);
    ++calls;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return EncodeStats{.tokens = 7, .tokenize_seconds = 0.0005, .infer_seconds = 0.001};
  };
  const Latency latency =
      measure_latency(take, "short", kTexts, {.count = 4, .seconds = 0.01, .least_queries = 10});
  EXPECT_EQ(latency.queries, 40U);
  EXPECT_EQ(calls, 45U);  // five to warm up
  EXPECT_EQ(latency.mean_tokens, 7);
  EXPECT_GE(latency.p50_ms, 2);
  EXPECT_LE(latency.p50_ms, latency.p90_ms);
  EXPECT_LE(latency.p90_ms, latency.p95_ms);
  EXPECT_LE(latency.p95_ms, latency.p99_ms);
  EXPECT_LE(latency.p99_ms, latency.most_ms);
  EXPECT_EQ(latency.p50_of_rounds_ms.repeats, 4U);
  EXPECT_NEAR(latency.phases.tokenize, 0.5, 1e-9);
  EXPECT_NEAR(latency.phases.infer, 1, 1e-9);
  EXPECT_NEAR(latency.phases.queue, latency.mean_ms - 1.5, 1e-9);
}

TEST(QueryLatencyTest, GoesRoundThroughTheTexts) {
  std::string order;
  const auto take = [&](std::span<const std::string> texts) {
    order += texts.front();
    return EncodeStats{};
  };
  (void)measure_latency(take, "short", kTexts, {.count = 1, .seconds = 1e-9, .least_queries = 4});
  EXPECT_EQ(order, "abcabcabc");
}

TEST(QueryLatencyTest, StopsWhenAskedTo) {
  std::stop_source source;
  source.request_stop();
  const auto take = [](std::span<const std::string>) { return EncodeStats{}; };
  EXPECT_THROW((void)measure_latency(take, "short", kTexts, {.stop = source.get_token()}), Error);
}

}  // namespace
}  // namespace assay
