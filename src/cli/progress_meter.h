#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "assay/progress.h"

namespace assay::cli {

// Where a phase stands.
struct PhaseState {
  std::string name;
  std::string unit;
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0 = unknown
  double seconds = 0;       // since the phase began

  // Units a second so far; 0 when nothing is done yet.
  [[nodiscard]] double rate() const;
  // In [0, 1]; nullopt for an unknown total.
  [[nodiscard]] std::optional<double> fraction() const;
  // Seconds until the end at the rate so far; nullopt when that cannot be told.
  [[nodiscard]] std::optional<double> seconds_left() const;
};

// "2,700 of 5,183 texts, 412 a second, 6 s left".
[[nodiscard]] std::string print_state(const PhaseState& state);

// A Progress that counts, and tells its subclass at most once in `interval` how far the phase is.
// The subclass's functions are never called by two threads at once.
class ProgressMeter : public Progress {
 public:
  using Clock = std::chrono::steady_clock;

  void begin(std::string_view phase, std::uint64_t total, std::string_view unit) final;
  void advance(std::uint64_t done) final;
  void end() final;
  void note(std::string_view line) final;

 protected:
  explicit ProgressMeter(Clock::duration interval,
                         std::function<Clock::time_point()> now = Clock::now);

  virtual void phase_begins(const PhaseState& state) = 0;
  virtual void phase_advances(const PhaseState& state) = 0;
  virtual void phase_ends(const PhaseState& state) = 0;
  // A line to print while a phase may be going on.
  virtual void say(std::string_view line) = 0;

 private:
  void end_locked();
  [[nodiscard]] PhaseState state_at(Clock::time_point time) const;

  const Clock::duration interval_;
  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  bool running_ = false;
  PhaseState phase_;
  Clock::time_point began_;
  Clock::time_point told_;
};

}  // namespace assay::cli
