#pragma once

#include <pthread.h>
#include <signal.h>

#include <ctime>

namespace assay {

// While it lives, a write of this thread to a connection that the other side has closed fails
// instead of ending the program: OpenSSL writes without MSG_NOSIGNAL, and libcurl's own remedy
// changes the handler of the whole process, which threads must not do side by side.
class SigpipeBlock {
 public:
  SigpipeBlock() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigset_t pipe = pipe_set();
    pthread_sigmask(SIG_BLOCK, &pipe, &before_);
  }
  ~SigpipeBlock() {
    const sigset_t pipe = pipe_set();
    const std::timespec at_once{};
    // Swallows the signal that came meanwhile, lest it be delivered now.
    if (!was_pending_) (void)sigtimedwait(&pipe, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeBlock(const SigpipeBlock&) = delete;
  SigpipeBlock& operator=(const SigpipeBlock&) = delete;

 private:
  static sigset_t pipe_set() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
  }

  bool was_pending_ = false;
  sigset_t before_{};
};

}  // namespace assay
