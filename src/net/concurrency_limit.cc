#include "net/concurrency_limit.h"

#include <algorithm>

namespace assay {

std::optional<ConcurrencyLimit::Ticket> ConcurrencyLimit::acquire(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!freed_.wait(lock, stop, [this] { return in_flight_ < limit_; })) return std::nullopt;
  ++in_flight_;
  return Ticket{.epoch = epoch_};
}

void ConcurrencyLimit::release(Ticket ticket, Result result) {
  {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    if (result == Result::kThrottled && ticket.epoch == epoch_) {
      limit_ = std::max(1U, limit_ / 2);
      successes_ = 0;
      ++epoch_;
    } else if (result == Result::kSuccess && ++successes_ >= limit_) {
      limit_ = std::min(most_, limit_ + 1);
      successes_ = 0;
    }
  }
  freed_.notify_all();
}

unsigned ConcurrencyLimit::limit() const {
  const std::lock_guard lock(mutex_);
  return limit_;
}

}  // namespace assay
