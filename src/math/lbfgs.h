#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace assay {

// Returns the value at x and writes the gradient there.
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;

struct LbfgsOptions {
  std::size_t history = 10;  // pairs of steps and gradient changes that are kept
  int max_iterations = 100;
  int max_line_search_steps = 50;
  // Stops when no component of the gradient is larger, or else when the value sank by less than
  // `relative_decrease` max(|value before|, |value|, 1).
  double gradient_tolerance = 1e-4;
  double relative_decrease = 64 * 0x1p-52;
};

struct LbfgsResult {
  std::vector<double> x;
  double value = 0;
  int iterations = 0;
  int evaluations = 0;  // of the objective
  bool has_converged = false;
};

// Minimises a smooth function from `start`, taking the path of SciPy's L-BFGS-B without bounds
// (Zhu, Byrd, Lu, Nocedal, 1997; version 3.0 of 2011), up to rounding: which point it stops at
// matters where tolerances are loose. The defaults are those of scikit-learn's LogisticRegression.
[[nodiscard]] LbfgsResult minimize_lbfgs(const Objective& objective, std::vector<double> start,
                                         const LbfgsOptions& options = {});

}  // namespace assay
