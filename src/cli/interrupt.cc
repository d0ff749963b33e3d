#include "cli/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "assay/error.h"
#include "cli/exit_code.h"

namespace assay::cli {
namespace {

// request_stop runs callbacks and takes locks, which a signal handler must not: the handler writes
// into a pipe, a thread reads.
volatile sig_atomic_t g_pipe_write = -1;
volatile sig_atomic_t g_signals = 0;

void handle_signal(int) {
  const int saved_errno = errno;
  if (g_signals > 0) _exit(kExitInterrupted);
  g_signals = 1;
  const char byte = 's';
  (void)!write(g_pipe_write, &byte, 1);
  errno = saved_errno;
}

void set_handlers(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw Error(ErrorKind::kUnavailable, "no pipe for signals can be made");
  }
  pipe_read_ = ends[0];
  g_pipe_write = ends[1];
  g_signals = 0;
  watcher_ = std::thread([this] {
    char byte = 0;
    ssize_t count = 0;
    do {
      count = read(pipe_read_, &byte, 1);
    } while (count < 0 && errno == EINTR);
    if (count == 1) source_.request_stop();
  });
  set_handlers(handle_signal);
}

InterruptGuard::~InterruptGuard() {
  set_handlers(SIG_DFL);
  close(g_pipe_write);  // ends the watcher's read
  g_pipe_write = -1;
  watcher_.join();
  close(pipe_read_);
}

}  // namespace assay::cli
