#include "cli/progress_meter.h"

#include <utility>

#include "assay/report.h"

namespace assay::cli {

double PhaseState::rate() const { return seconds > 0 ? static_cast<double>(done) / seconds : 0; }

std::optional<double> PhaseState::fraction() const {
  if (total == 0) return std::nullopt;
  return done >= total ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
}

std::optional<double> PhaseState::seconds_left() const {
  if (total == 0 || rate() <= 0) return std::nullopt;
  return done >= total ? 0.0 : static_cast<double>(total - done) / rate();
}

std::string print_state(const PhaseState& state) {
  const bool bytes = state.unit == "bytes";
  const double scale = bytes ? 1e-6 : 1;
  const std::string unit = bytes ? "MB" : state.unit;
  std::string text = print_count(static_cast<double>(state.done) * scale);
  if (state.total > 0) text += " of " + print_count(static_cast<double>(state.total) * scale);
  if (!unit.empty()) text += " " + unit;
  if (state.rate() > 0) text += ", " + print_count(state.rate() * scale) + " a second";
  if (const auto left = state.seconds_left(); left && *left > 0) {
    text += ", " + print_duration(*left) + " left";
  }
  return text;
}

ProgressMeter::ProgressMeter(Clock::duration interval, std::function<Clock::time_point()> now)
    : interval_(interval), now_(std::move(now)) {}

PhaseState ProgressMeter::state_at(Clock::time_point time) const {
  PhaseState state = phase_;
  state.seconds = std::chrono::duration<double>(time - began_).count();
  return state;
}

void ProgressMeter::begin(std::string_view phase, std::uint64_t total, std::string_view unit) {
  const std::lock_guard lock(mutex_);
  end_locked();
  running_ = true;
  phase_ = {.name = std::string(phase),
            .unit = std::string(unit),
            .done = 0,
            .total = total,
            .seconds = 0};
  began_ = told_ = now_();
  phase_begins(phase_);
}

void ProgressMeter::advance(std::uint64_t done) {
  const std::lock_guard lock(mutex_);
  if (!running_) return;
  phase_.done += done;
  const auto time = now_();
  if (time - told_ < interval_) return;
  told_ = time;
  phase_advances(state_at(time));
}

void ProgressMeter::end() {
  const std::lock_guard lock(mutex_);
  end_locked();
}

void ProgressMeter::end_locked() {
  if (!running_) return;
  running_ = false;
  phase_ends(state_at(now_()));
}

void ProgressMeter::note(std::string_view line) {
  const std::lock_guard lock(mutex_);
  say(line);
}

}  // namespace assay::cli
