#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>

namespace assay {

// How many requests may be under way at a time, found out while working: halved when the service says "too
// many requests", one more after as many successes in a row as are allowed at a time (additive
// increase, multiplicative decrease, as in TCP). Requests that were sent before the last halving do
// not halve again: they tell of the same overload. Any thread may call.
class ConcurrencyLimit {
 public:
  enum class Result { kSuccess, kThrottled, kOther };
  struct Ticket {
    std::uint64_t epoch = 0;
  };

  // Begins with `start`, never goes beyond `most`. REQUIRES: 1 <= start <= most.
  ConcurrencyLimit(unsigned start, unsigned most) : most_(most), limit_(start) {}

  // Waits for a place; nullopt when `stop` was requested meanwhile.
  [[nodiscard]] std::optional<Ticket> acquire(const std::stop_token& stop);
  void release(Ticket ticket, Result result);

  [[nodiscard]] unsigned limit() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any freed_;
  unsigned most_;
  unsigned limit_;
  unsigned in_flight_ = 0;
  unsigned successes_ = 0;
  std::uint64_t epoch_ = 0;
};

}  // namespace assay
