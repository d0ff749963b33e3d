#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "assay/result.h"

namespace assay {

// Seconds since it was made; cuts an evaluation into its phases.
class PhaseClock {
 public:
  PhaseClock(std::string split, std::string subset)
      : split_(std::move(split)), subset_(std::move(subset)) {}
  // The time since the last phase, or since the clock was made.
  void finish_phase(const std::string& name, std::vector<Phase>& phases) {
    const double now = std::chrono::duration<double>(Clock::now() - start_).count();
    phases.push_back({name, last_, now, split_, subset_});
    last_ = now;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  double last_ = 0;
  std::string split_;
  std::string subset_;
};

}  // namespace assay
