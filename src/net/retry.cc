#include "net/retry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <random>

#include "net/http_date.h"

namespace assay {
namespace {

using std::chrono::milliseconds;

bool sleep_unless_stopped(milliseconds delay, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  (void)condition.wait_for(lock, stop, delay, [] { return false; });
  return !stop.stop_requested();
}

double random_fraction() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

std::optional<milliseconds> parse_seconds(const std::string& text) {
  // Some servers send fractions; nobody means more than a year.
  double seconds = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  if (!(seconds >= 0) || seconds > 31'536'000) return std::nullopt;
  return milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

}  // namespace

const RetryClock& real_retry_clock() {
  static const RetryClock kClock{.sleep = sleep_unless_stopped,
                                 .now = std::chrono::system_clock::now,
                                 .random = random_fraction};
  return kClock;
}

bool is_transient(const HttpOutcome& outcome) {
  using Kind = TransportFailure::Kind;
  if (outcome.failure) {
    const Kind kind = outcome.failure->kind;
    return kind == Kind::kResolve || kind == Kind::kConnect || kind == Kind::kTimeout ||
           kind == Kind::kCut;
  }
  switch (outcome.reply.status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
    default:
      return false;
  }
}

std::optional<milliseconds> parse_retry_after(const HttpReply& reply,
                                              std::chrono::system_clock::time_point now) {
  const std::string* value = reply.headers.find("Retry-After");
  if (value == nullptr) return std::nullopt;
  if (const auto delay = parse_seconds(*value)) return delay;
  const auto date = parse_http_date(*value);
  if (!date) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(*date - now));
}

milliseconds full_jitter_delay(const RetryPolicy& policy, unsigned retry, double random) {
  const double cap = std::min(static_cast<double>(policy.max_delay.count()),
                              std::ldexp(static_cast<double>(policy.base_delay.count()),
                                         static_cast<int>(std::min(retry, 60U))));
  return milliseconds(static_cast<std::int64_t>(cap * random));
}

HttpOutcome retry(const std::function<HttpOutcome(unsigned attempt)>& attempt,
                  const RetryPolicy& policy, const RetryHooks& hooks, const RetryClock& clock) {
  for (unsigned number = 1;; ++number) {
    HttpOutcome outcome = attempt(number);
    if (number >= policy.max_attempts || !hooks.is_retryable(outcome)) return outcome;
    milliseconds delay{};
    if (const auto asked = parse_retry_after(outcome.reply, clock.now())) {
      if (*asked > policy.max_retry_after) return outcome;
      delay = *asked;
    } else {
      delay = full_jitter_delay(policy, number - 1, clock.random());
    }
    if (hooks.on_retry) hooks.on_retry(outcome, number, delay);
    if (!clock.sleep(delay, hooks.stop)) {
      outcome.failure = {.kind = TransportFailure::Kind::kInterrupted, .message = "interrupted"};
      return outcome;
    }
  }
}

}  // namespace assay
