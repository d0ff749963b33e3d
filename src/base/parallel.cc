#include "base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace assay {

unsigned available_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
  return std::max(1U, std::thread::hardware_concurrency());
}

unsigned resolve_threads(unsigned threads) { return threads == 0 ? available_cores() : threads; }

void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t, unsigned)>& body,
                  const std::function<void()>& on_failure) {
  const unsigned workers =
      static_cast<unsigned>(std::min<std::size_t>(count, std::max(1U, resolve_threads(threads))));
  if (workers <= 1) {
    for (std::size_t i = 0; i < count; ++i) body(i, 0);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;  // the first worker to fail writes it
  const auto work = [&](unsigned worker) {
    while (!failed) {
      const std::size_t i = next++;
      if (i >= count) return;
      try {
        body(i, worker);
      } catch (...) {
        if (failed.exchange(true)) return;
        failure = std::current_exception();
        if (on_failure) on_failure();
      }
    }
  };
  {
    std::vector<std::jthread> pool;
    for (unsigned w = 1; w < workers; ++w) pool.emplace_back(work, w);
    work(0);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace assay
