#include "measure/query_latency.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

#include "assay/error.h"
#include "measure/percentiles.h"

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_between(Clock::time_point start, Clock::time_point end) {
  return std::chrono::duration<double, std::milli>(end - start).count();
}

// Goes round and round through the texts.
class QueryLoop {
 public:
  QueryLoop(const TakeTexts& take, std::span<const std::string> texts, const std::stop_token& stop)
      : take_(take), texts_(texts), stop_(stop) {}

  // Times in milliseconds; at least `least` queries and `seconds` seconds.
  std::vector<double> run(double seconds, std::size_t least) {
    std::vector<double> times;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    while (times.size() < least || Clock::now() < end) {
      if (stop_.stop_requested()) {
        throw Error(ErrorKind::kInterrupted, "interrupted while measuring");
      }
      const std::span<const std::string> text = texts_.subspan(next_++ % texts_.size(), 1);
      const auto start = Clock::now();
      const EncodeStats stats = take_(text);
      times.push_back(milliseconds_between(start, Clock::now()));
      sum_ += stats;
    }
    return times;
  }
  // Of all queries since the last call.
  EncodeStats take_sum() { return std::exchange(sum_, {}); }

 private:
  const TakeTexts& take_;
  std::span<const std::string> texts_;
  const std::stop_token& stop_;
  std::size_t next_ = 0;
  EncodeStats sum_;
};

}  // namespace

PhaseTimes phases_of(const EncodeStats& sum, double texts, double mean_ms) {
  PhaseTimes phases{.tokenize = 1e3 * sum.tokenize_seconds / texts,
                    .infer = 1e3 * sum.infer_seconds / texts};
  if (sum.service.calls > 0) {
    phases.infer = 1e3 * sum.service.service_seconds / texts;
    phases.network = std::max(0.0, mean_ms - phases.infer);
  }
  return phases;
}

Latency measure_latency(const TakeTexts& take, const std::string& texts_name,
                        std::span<const std::string> texts, const Rounds& rounds) {
  QueryLoop loop(take, texts, rounds.stop);
  (void)loop.run(rounds.seconds / 5, kWarmUpQueries);
  (void)loop.take_sum();

  std::vector<double> all;
  std::vector<double> p50;
  std::vector<double> p95;
  for (std::size_t round = 0; round < rounds.count; ++round) {
    std::vector<double> times =
        loop.run(rounds.seconds / static_cast<double>(rounds.count), rounds.least_queries);
    std::ranges::sort(times);
    p50.push_back(percentile(times, 0.5));
    p95.push_back(percentile(times, 0.95));
    all.insert(all.end(), times.begin(), times.end());
  }
  std::ranges::sort(all);
  const auto queries = static_cast<double>(all.size());
  const EncodeStats sum = loop.take_sum();

  Latency latency;
  latency.texts = texts_name;
  latency.mean_tokens = static_cast<double>(sum.tokens) / queries;
  latency.queries = all.size();
  latency.p50_ms = percentile(all, 0.5);
  latency.p90_ms = percentile(all, 0.9);
  latency.p95_ms = percentile(all, 0.95);
  latency.p99_ms = percentile(all, 0.99);
  latency.mean_ms = std::accumulate(all.begin(), all.end(), 0.0) / queries;
  latency.most_ms = all.back();
  latency.p50_of_rounds_ms = spread_of(std::move(p50));
  latency.p95_of_rounds_ms = spread_of(std::move(p95));
  latency.phases = phases_of(sum, queries, latency.mean_ms);
  if (sum.infer_seconds > 0) {
    latency.phases.queue = latency.mean_ms - latency.phases.tokenize - latency.phases.infer;
  }
  return latency;
}

}  // namespace assay
