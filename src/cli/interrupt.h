#pragma once

#include <stop_token>
#include <thread>

namespace assay::cli {

// While it lives, Ctrl-C (SIGINT) and SIGTERM ask `token()` to stop instead of ending the process;
// the second one ends it at once with exit code 130. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  int pipe_read_ = -1;
  std::thread watcher_;
};

}  // namespace assay::cli
