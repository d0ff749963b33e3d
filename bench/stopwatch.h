#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

namespace assay::bench {

inline double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <typename Function>
double seconds_of(const Function& function) {
  const double start = now();
  function();
  return now() - start;
}

// Seconds that one call takes: calls for `seconds` in all, at least three times, and returns the
// shortest time. A shared machine is slow at times, never fast.
template <typename Function>
double shortest(double seconds, Function function) {
  double best = std::numeric_limits<double>::infinity();
  const double end = now() + seconds;
  for (int calls = 0; calls < 3 || now() < end; ++calls) {
    best = std::min(best, seconds_of(function));
  }
  return best;
}

// The times of functions that are called in turns: a slow moment of the machine hits all alike, so
// their ratios hold where the times do not.
class Turns {
 public:
  Turns(double seconds, const std::vector<std::function<void()>>& functions)
      : times_(functions.size()) {
    for (const auto& function : functions) function();
    const double end = now() + seconds;
    for (int calls = 0; calls < 3 || now() < end; ++calls) {
      for (std::size_t i = 0; i < functions.size(); ++i)
        times_[i].push_back(seconds_of(functions[i]));
    }
  }

  [[nodiscard]] double shortest_of(std::size_t i) const { return std::ranges::min(times_[i]); }

  // Median over the turns of function i's time divided by function j's.
  [[nodiscard]] double median_ratio(std::size_t i, std::size_t j) const {
    std::vector<double> ratios;
    for (std::size_t turn = 0; turn < times_[i].size(); ++turn)
      ratios.push_back(times_[i][turn] / times_[j][turn]);
    std::ranges::sort(ratios);
    return ratios[ratios.size() / 2];
  }

 private:
  std::vector<std::vector<double>> times_;
};

}  // namespace assay::bench
