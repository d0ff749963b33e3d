#pragma once

namespace assay {

// The line search of Moré and Thuente (1994, "Line search algorithms with guaranteed sufficient
// decrease", ACM TOMS 20) in the form of MINPACK-2's dcsrch and dcstep, which L-BFGS-B uses: finds a
// step t > 0 with
//   f(t) <= f(0) + kDecrease t f'(0)   and   |f'(t)| <= kCurvature |f'(0)|
// The trial steps are the same as there, because the path of an optimiser that stops early depends
// on them.
class LineSearch {
 public:
  // REQUIRES: slope < 0, 0 < first_step <= kLargestStep.
  LineSearch(double value, double slope, double first_step);

  // The step to try now.
  [[nodiscard]] double step() const { return step_; }
  // Takes value and slope at step(). True when the search is over, with step() as its result: the
  // conditions hold, or rounding or the limits of the step leave nothing better.
  [[nodiscard]] bool finish_or_advance(double value, double slope);

  static constexpr double kLargestStep = 1e10;

 private:
  // A step that was tried, with value and slope there.
  struct Point {
    double step;
    double value;
    double slope;
  };
  void choose_step(const Point& trial);

  double start_value_;
  double start_slope_;
  double step_;
  Point best_;   // of the steps so far
  Point other_;  // the other end of the interval once there is one
  bool is_bracketed_ = false;
  bool is_first_stage_ = true;
  double smallest_ = 0;  // bounds of the next step
  double largest_;
  double width_ = kLargestStep;  // of the interval, and the one before
  double previous_width_ = 2 * kLargestStep;
};

}  // namespace assay
