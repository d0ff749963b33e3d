#pragma once

#include <chrono>
#include <limits>

namespace assay::bench {

inline double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Seconds that one call takes: calls for `seconds` in all, at least three times, and returns the
// shortest time. A shared machine is slow at times, never fast.
template <typename Function>
double shortest(double seconds, Function function) {
  double best = std::numeric_limits<double>::infinity();
  const double end = now() + seconds;
  for (int calls = 0; calls < 3 || now() < end; ++calls) {
    const double start = now();
    function();
    const double taken = now() - start;
    if (taken < best) best = taken;
  }
  return best;
}

}  // namespace assay::bench
