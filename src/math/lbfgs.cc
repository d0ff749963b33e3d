#include "math/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <utility>

#include "math/double_product.h"
#include "math/line_search.h"

namespace assay {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

double dot_of(const std::vector<double>& x, const std::vector<double>& y) {
  return dot(x.data(), y.data(), x.size());
}

void add_scaled(double factor, const std::vector<double>& x, std::vector<double>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] += factor * x[i];
}

double largest_component(const std::vector<double>& x) {
  double largest = 0;
  for (const double value : x) largest = std::max(largest, std::abs(value));
  return largest;
}

// The approximation of the inverse Hessian: the last steps and how the gradient changed with them.
class History {
 public:
  explicit History(std::size_t size) : size_(size) {}

  void add(std::vector<double> step, std::vector<double> change, double product) {
    // The first scaling of the two loops.
    scale_ = product / dot_of(change, change);
    pairs_.push_back({std::move(step), std::move(change), 1 / product});
    if (pairs_.size() > size_) pairs_.pop_front();
  }
  void clear() {
    pairs_.clear();
    scale_ = 1;
  }
  [[nodiscard]] bool empty() const { return pairs_.empty(); }

  // -H gradient, by the two-loop recursion (Nocedal and Wright, Numerical Optimization, 7.4).
  [[nodiscard]] std::vector<double> direction(const std::vector<double>& gradient) const {
    std::vector<double> d(gradient.size());
    std::ranges::transform(gradient, d.begin(), std::negate<>{});
    std::vector<double> alphas(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      alphas[i] = pairs_[i].inverse_product * dot_of(pairs_[i].step, d);
      add_scaled(-alphas[i], pairs_[i].change, d);
    }
    for (double& value : d) value *= scale_;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const double beta = pairs_[i].inverse_product * dot_of(pairs_[i].change, d);
      add_scaled(alphas[i] - beta, pairs_[i].step, d);
    }
    return d;
  }

 private:
  struct Pair {
    std::vector<double> step;
    std::vector<double> change;
    double inverse_product;
  };
  std::size_t size_;
  double scale_ = 1;
  std::deque<Pair> pairs_;
};

class Minimizer {
 public:
  Minimizer(const Objective& objective, std::vector<double> start, const LbfgsOptions& options)
      : objective_(objective), options_(options), history_(options.history) {
    result_.x = std::move(start);
    gradient_.resize(result_.x.size());
  }

  LbfgsResult run() {
    result_.value = evaluate(result_.x);
    result_.has_converged = largest_component(gradient_) <= options_.gradient_tolerance;
    while (!result_.has_converged && iterate()) {
    }
    return std::move(result_);
  }

 private:
  double evaluate(const std::vector<double>& x) {
    ++result_.evaluations;
    return objective_(x, gradient_);
  }

  // False when there is nothing more to do.
  bool iterate() {
    const std::vector<double> direction = history_.direction(gradient_);
    const std::vector<double> old_gradient = gradient_;
    const double old_slope = dot_of(gradient_, direction);
    double step = 0;
    double value = 0;
    if (!search(direction, old_slope, step, value)) {
      gradient_ = old_gradient;
      if (history_.empty()) return false;
      // What the history says leads nowhere: start again with the gradient.
      history_.clear();
      return true;
    }
    const double old_value = std::exchange(result_.value, value);
    ++result_.iterations;
    if (result_.iterations >= options_.max_iterations) return false;
    const double bound =
        options_.relative_decrease * std::max({std::abs(old_value), std::abs(value), 1.0});
    if (largest_component(gradient_) <= options_.gradient_tolerance || old_value - value <= bound) {
      result_.has_converged = true;
      return false;
    }
    const double product = (dot_of(gradient_, direction) - old_slope) * step;
    if (product > kEpsilon * -old_slope * step) {
      std::vector<double> moved = direction;
      for (double& d : moved) d *= step;
      std::vector<double> change = gradient_;
      add_scaled(-1, old_gradient, change);
      history_.add(std::move(moved), std::move(change), product);
    }
    return true;
  }

  // Moves x along `direction`. False, with x where it was, when that finds no lower point.
  bool search(const std::vector<double>& direction, double slope, double& step, double& value) {
    if (!(slope < 0)) return false;
    const double length = std::sqrt(dot_of(direction, direction));
    const bool is_first = result_.iterations == 0;
    LineSearch line(result_.value, slope,
                    is_first ? std::min(1 / length, LineSearch::kLargestStep) : 1.0);
    std::vector<double> x(result_.x.size());
    for (int trial = 0; trial < options_.max_line_search_steps; ++trial) {
      step = line.step();
      for (std::size_t i = 0; i < x.size(); ++i) x[i] = result_.x[i] + step * direction[i];
      value = evaluate(x);
      if (line.finish_or_advance(value, dot_of(gradient_, direction))) {
        result_.x.swap(x);
        return true;
      }
    }
    return false;
  }

  const Objective& objective_;
  const LbfgsOptions& options_;
  History history_;
  std::vector<double> gradient_;
  LbfgsResult result_;
};

}  // namespace

LbfgsResult minimize_lbfgs(const Objective& objective, std::vector<double> start,
                           const LbfgsOptions& options) {
  return Minimizer(objective, std::move(start), options).run();
}

}  // namespace assay
