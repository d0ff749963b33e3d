#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "assay/measure.h"

namespace assay {

// How long to measure something.
struct Rounds {
  std::size_t count = 5;
  std::size_t least_count = 2;     // of batches, where one takes longer than its share of the time
  double seconds = 1.5;            // all rounds together, about
  std::size_t least_queries = 20;  // in each round, however slow they are
  std::size_t least_calls = 1;     // of each caller in each round, likewise
  std::stop_token stop = {};
};

inline constexpr std::size_t kWarmUpQueries = 5;

// Something that takes texts and tells what they came to.
using TakeTexts = std::function<EncodeStats(std::span<const std::string>)>;

// Where the time of a text went, of `texts` that took `mean_ms` each, but for `queue`. Of a remote model what its
// service states and the rest of the time.
[[nodiscard]] PhaseTimes phases_of(const EncodeStats& sum, double texts, double mean_ms);

// Hands over one text at a time, again and again from the front, after a warm-up of a fifth of the
// time and kWarmUpQueries at least. With seconds = 0 there are kWarmUpQueries + count * least_queries
// calls. first_ms stays 0. Throws Error{kInterrupted} when asked to stop.
// REQUIRES: texts are not empty.
[[nodiscard]] Latency measure_latency(const TakeTexts& take, const std::string& texts_name,
                                      std::span<const std::string> texts, const Rounds& rounds);

}  // namespace assay
