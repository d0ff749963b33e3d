#include "math/line_search.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace assay {
namespace {

constexpr double kDecrease = 1e-3;
constexpr double kCurvature = 0.9;
constexpr double kRelativeWidth = 0.1;
constexpr double kShrink = 0.66;
// How far the next step may go beyond the last while no minimum is bracketed.
constexpr double kNearest = 1.1;
constexpr double kFarthest = 4.0;

// sqrt((theta/s)^2 - (a/s)(b/s)) * s of the cubic steps, without overflow.
double cubic_root(double theta, double a, double b, bool allow_negative) {
  const double s = std::max({std::abs(theta), std::abs(a), std::abs(b)});
  double square = (theta / s) * (theta / s) - (a / s) * (b / s);
  if (!allow_negative) square = std::max(0.0, square);
  return s * std::sqrt(square);
}

}  // namespace

LineSearch::LineSearch(double value, double slope, double first_step)
    : start_value_(value),
      start_slope_(slope),
      step_(first_step),
      best_{0, value, slope},
      other_{0, value, slope},
      largest_(first_step + kFarthest * first_step) {
  assert(slope < 0 && first_step > 0 && first_step <= kLargestStep);
}

bool LineSearch::finish_or_advance(double value, double slope) {
  const double test_slope = kDecrease * start_slope_;
  const double test_value = start_value_ + step_ * test_slope;
  const bool is_low = value <= test_value;
  if (is_first_stage_ && is_low && slope >= 0) is_first_stage_ = false;

  const bool is_stuck = is_bracketed_ && (step_ <= smallest_ || step_ >= largest_ ||
                                          largest_ - smallest_ <= kRelativeWidth * largest_);
  const bool is_at_limit = (step_ == kLargestStep && is_low && slope <= test_slope) ||
                           (step_ == 0 && (!is_low || slope >= test_slope));
  const bool is_good = is_low && std::abs(slope) <= kCurvature * -start_slope_;
  if (is_stuck || is_at_limit || is_good) return true;

  if (is_first_stage_ && value <= best_.value && !is_low) {
    // The modified function f(t) - t * test_slope is used until it has been below 0.
    const auto lower = [&](Point& point) {
      point.value -= point.step * test_slope;
      point.slope -= test_slope;
    };
    const auto raise = [&](Point& point) {
      point.value += point.step * test_slope;
      point.slope += test_slope;
    };
    lower(best_);
    lower(other_);
    choose_step({step_, value - step_ * test_slope, slope - test_slope});
    raise(best_);
    raise(other_);
  } else {
    choose_step({step_, value, slope});
  }

  if (is_bracketed_) {
    if (std::abs(other_.step - best_.step) >= kShrink * previous_width_)
      step_ = best_.step + 0.5 * (other_.step - best_.step);
    previous_width_ = width_;
    width_ = std::abs(other_.step - best_.step);
    smallest_ = std::min(best_.step, other_.step);
    largest_ = std::max(best_.step, other_.step);
  } else {
    smallest_ = step_ + kNearest * (step_ - best_.step);
    largest_ = step_ + kFarthest * (step_ - best_.step);
  }
  step_ = std::clamp(step_, 0.0, kLargestStep);
  if (is_bracketed_ && (step_ <= smallest_ || step_ >= largest_ ||
                        largest_ - smallest_ <= kRelativeWidth * largest_)) {
    step_ = best_.step;
  }
  return false;
}

// dcstep: a safeguarded cubic or quadratic step, and the new interval.
void LineSearch::choose_step(const Point& trial) {
  const double x = best_.step;
  const double t = trial.step;
  const bool slopes_differ = (trial.slope > 0) != (best_.slope > 0) && trial.slope != 0;
  const double theta = 3 * (best_.value - trial.value) / (t - x) + best_.slope + trial.slope;
  double next = 0;

  if (trial.value > best_.value) {
    // Higher: the minimum lies between. The cubic step, or the mean of it and the quadratic one.
    double gamma = cubic_root(theta, best_.slope, trial.slope, true);
    if (t < x) gamma = -gamma;
    const double r =
        ((gamma - best_.slope) + theta) / (((gamma - best_.slope) + gamma) + trial.slope);
    const double cubic = x + r * (t - x);
    const double slope_ratio = best_.slope / ((best_.value - trial.value) / (t - x) + best_.slope);
    const double quadratic = x + slope_ratio / 2 * (t - x);
    next = std::abs(cubic - x) <= std::abs(quadratic - x) ? cubic : cubic + (quadratic - cubic) / 2;
    is_bracketed_ = true;
  } else if (slopes_differ) {
    // Lower, and the slope has changed its sign: the minimum lies between. The farther of the cubic
    // and the secant step.
    double gamma = cubic_root(theta, best_.slope, trial.slope, true);
    if (t > x) gamma = -gamma;
    const double r =
        ((gamma - trial.slope) + theta) / (((gamma - trial.slope) + gamma) + best_.slope);
    const double cubic = t + r * (x - t);
    const double secant = t + trial.slope / (trial.slope - best_.slope) * (x - t);
    next = std::abs(cubic - t) > std::abs(secant - t) ? cubic : secant;
    is_bracketed_ = true;
  } else if (std::abs(trial.slope) < std::abs(best_.slope)) {
    // Lower and flatter. The cubic step only if it goes on in this direction.
    double gamma = cubic_root(theta, best_.slope, trial.slope, false);
    if (t > x) gamma = -gamma;
    const double r =
        ((gamma - trial.slope) + theta) / ((gamma + (best_.slope - trial.slope)) + gamma);
    double cubic = t > x ? largest_ : smallest_;
    if (r < 0 && gamma != 0) cubic = t + r * (x - t);
    const double secant = t + trial.slope / (trial.slope - best_.slope) * (x - t);
    const bool cubic_is_nearer = std::abs(cubic - t) < std::abs(secant - t);
    if (is_bracketed_) {
      next = cubic_is_nearer ? cubic : secant;
      const double bound = t + kShrink * (other_.step - t);
      next = t > x ? std::min(bound, next) : std::max(bound, next);
    } else {
      next = std::abs(cubic - t) > std::abs(secant - t) ? cubic : secant;
      next = std::clamp(next, smallest_, largest_);
    }
  } else if (is_bracketed_) {
    // Lower, but not flatter: the cubic step towards the other end.
    const double to_other =
        3 * (trial.value - other_.value) / (other_.step - t) + other_.slope + trial.slope;
    double gamma = cubic_root(to_other, other_.slope, trial.slope, true);
    if (t > other_.step) gamma = -gamma;
    const double r =
        ((gamma - trial.slope) + to_other) / (((gamma - trial.slope) + gamma) + other_.slope);
    next = t + r * (other_.step - t);
  } else {
    next = t > x ? largest_ : smallest_;
  }

  if (trial.value > best_.value) {
    other_ = trial;
  } else {
    if (slopes_differ) other_ = best_;
    best_ = trial;
  }
  step_ = next;
}

}  // namespace assay
