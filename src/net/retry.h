#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "net/http.h"

namespace assay {

// How often and how long.
struct RetryPolicy {
  unsigned max_attempts = 5;  // the first one included
  std::chrono::milliseconds base_delay{500};
  std::chrono::milliseconds max_delay{20'000};
  // A server that asks for a longer wait than this is not waited for.
  std::chrono::milliseconds max_retry_after{120'000};
};

// Time and chance, for tests to put their own in place.
struct RetryClock {
  // Waits; false when `stop` was requested meanwhile.
  std::function<bool(std::chrono::milliseconds delay, const std::stop_token& stop)> sleep;
  std::function<std::chrono::system_clock::time_point()> now;
  std::function<double()> random;  // evenly in [0, 1)
};
// The real ones. Safe from any thread.
[[nodiscard]] const RetryClock& real_retry_clock();

// True for what may go better the next time: 408, 429, 500, 502, 503, 504, and failures in which
// no connection was made, or it was cut or timed out.
[[nodiscard]] bool is_transient(const HttpOutcome& outcome);

// The wait that a reply asks for in Retry-After, as seconds or as a date (RFC 9110 section 10.2.3),
// not below 0. nullopt when it names none.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(
    const HttpReply& reply, std::chrono::system_clock::time_point now);

// Full jitter: evenly between 0 and min(max_delay, base_delay * 2^retry); `retry` counts from 0.
// (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.)
[[nodiscard]] std::chrono::milliseconds full_jitter_delay(const RetryPolicy& policy, unsigned retry,
                                                          double random);

struct RetryHooks {
  std::function<bool(const HttpOutcome&)> is_retryable = is_transient;
  // Told before each wait; `attempt` counts from 1.
  std::function<void(const HttpOutcome& outcome, unsigned attempt, std::chrono::milliseconds delay)>
      on_retry = {};
  std::stop_token stop = {};
};

// Calls `attempt` (which gets its number, from 1, and signs or resumes afresh) until its outcome is
// not retryable, the attempts are used up, or the server asks for too long a wait. Waits
// Retry-After where it is stated, else full jitter. Returns the last outcome; when `stop` is
// requested while waiting, one with a failure of kind kInterrupted.
[[nodiscard]] HttpOutcome retry(const std::function<HttpOutcome(unsigned attempt)>& attempt,
                                const RetryPolicy& policy, const RetryHooks& hooks = {},
                                const RetryClock& clock = real_retry_clock());

}  // namespace assay
