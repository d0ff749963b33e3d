#include "net/retry.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay {
namespace {

using std::chrono::milliseconds;

HttpOutcome reply_of(int status, HttpHeaders headers = {}) {
  return {.reply = {.status = status, .headers = std::move(headers)}, .failure = std::nullopt};
}

HttpOutcome failure_of(TransportFailure::Kind kind) {
  return {.reply = {}, .failure = TransportFailure{.kind = kind, .message = "x"}};
}

// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110 section 5.6.7.
constexpr std::chrono::system_clock::time_point kExample{std::chrono::seconds(784111777)};

// Remembers the waits and answers 0.5 whenever chance is asked.
struct FakeTime {
  std::vector<milliseconds> waits;
  RetryClock clock{.sleep =
                       [this](milliseconds delay, const std::stop_token& stop) {
                         waits.push_back(delay);
                         return !stop.stop_requested();
                       },
                   .now = [] { return kExample; },
                   .random = [] { return 0.5; }};
};

TEST(RetryTest, TransientStatusesAndFailures) {
  for (const int status : {408, 429, 500, 502, 503, 504})
    EXPECT_TRUE(is_transient(reply_of(status))) << status;
  for (const int status : {200, 206, 302, 400, 401, 403, 404, 416, 501})
    EXPECT_FALSE(is_transient(reply_of(status))) << status;
  using Kind = TransportFailure::Kind;
  for (const Kind kind : {Kind::kResolve, Kind::kConnect, Kind::kTimeout, Kind::kCut})
    EXPECT_TRUE(is_transient(failure_of(kind)));
  for (const Kind kind : {Kind::kTls, Kind::kTooLarge, Kind::kInterrupted, Kind::kOther})
    EXPECT_FALSE(is_transient(failure_of(kind)));
}

TEST(RetryTest, RetryAfterInSecondsOrAsADate) {
  const auto after = [](const std::string& value) {
    return parse_retry_after(reply_of(429, {{"retry-after", value}}).reply, kExample);
  };
  EXPECT_EQ(after("7"), milliseconds(7000));
  EXPECT_EQ(after("0.25"), milliseconds(250));
  EXPECT_EQ(after("Sun, 06 Nov 1994 08:49:47 GMT"), milliseconds(10'000));
  EXPECT_EQ(after("Sun, 06 Nov 1994 08:49:27 GMT"), milliseconds(0));
  for (const char* nonsense : {"", "-1", "soon", "1e99", "nan", "12 "}) {
    EXPECT_EQ(after(nonsense), std::nullopt) << nonsense;
  }
  EXPECT_EQ(parse_retry_after(reply_of(429).reply, kExample), std::nullopt);
}

TEST(RetryTest, FullJitterDoublesUpToTheLongestDelay) {
  const RetryPolicy policy{.base_delay = milliseconds(100), .max_delay = milliseconds(1000)};
  EXPECT_EQ(full_jitter_delay(policy, 0, 0.0), milliseconds(0));
  EXPECT_EQ(full_jitter_delay(policy, 0, 0.5), milliseconds(50));
  EXPECT_EQ(full_jitter_delay(policy, 2, 0.5), milliseconds(200));
  EXPECT_EQ(full_jitter_delay(policy, 4, 0.5), milliseconds(500));
  EXPECT_EQ(full_jitter_delay(policy, 4'000'000, 0.5), milliseconds(500));
}

TEST(RetryTest, TriesAgainUntilItGoesWell) {
  FakeTime time;
  const auto outcome = retry([](unsigned attempt) { return reply_of(attempt < 3 ? 503 : 200); },
                             {.max_attempts = 5, .base_delay = milliseconds(100)}, {}, time.clock);
  EXPECT_EQ(outcome.reply.status, 200);
  EXPECT_EQ(time.waits, (std::vector{milliseconds(50), milliseconds(100)}));
}

TEST(RetryTest, WaitsAsTheServerAsks) {
  FakeTime time;
  (void)retry(
      [](unsigned attempt) {
        return attempt == 1 ? reply_of(429, {{"Retry-After", "3"}}) : reply_of(200);
      },
      {}, {}, time.clock);
  EXPECT_EQ(time.waits, std::vector{milliseconds(3000)});
}

TEST(RetryTest, AWaitThatIsTooLongEndsIt) {
  FakeTime time;
  const auto outcome =
      retry([](unsigned) { return reply_of(429, {{"Retry-After", "3600"}}); }, {}, {}, time.clock);
  EXPECT_EQ(outcome.reply.status, 429);
  EXPECT_TRUE(time.waits.empty());
}

TEST(RetryTest, TheLastOutcomeComesBackWhenAttemptsAreUsedUp) {
  FakeTime time;
  unsigned attempts = 0;
  const auto outcome = retry(
      [&](unsigned) {
        ++attempts;
        return failure_of(TransportFailure::Kind::kCut);
      },
      {.max_attempts = 3}, {}, time.clock);
  EXPECT_EQ(attempts, 3U);
  EXPECT_EQ(outcome.failure->kind, TransportFailure::Kind::kCut);
}

TEST(RetryTest, WhatIsNotTransientIsNotTriedAgain) {
  FakeTime time;
  unsigned attempts = 0;
  (void)retry(
      [&](unsigned) {
        ++attempts;
        return reply_of(404);
      },
      {}, {}, time.clock);
  EXPECT_EQ(attempts, 1U);
}

TEST(RetryTest, AStopEndsTheWait) {
  std::stop_source source;
  const auto outcome = retry(
      [&](unsigned) {
        source.request_stop();
        return reply_of(503);
      },
      {.base_delay = std::chrono::hours(1), .max_delay = std::chrono::hours(1)},
      {.stop = source.get_token()});
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, TransportFailure::Kind::kInterrupted);
}

}  // namespace
}  // namespace assay
