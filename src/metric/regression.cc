#include "assay/metric/regression.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "math/numpy_sum.h"

namespace assay {
namespace {

// Pairs within runs of neighbours that are `equal`.
template <typename Equal>
std::int64_t tied_pairs(std::size_t count, const Equal& equal) {
  std::int64_t pairs = 0;
  std::int64_t run = 1;
  for (std::size_t i = 1; i <= count; ++i) {
    if (i < count && equal(i - 1, i)) {
      ++run;
    } else {
      pairs += run * (run - 1) / 2;
      run = 1;
    }
  }
  return pairs;
}

// Sorts `values` and returns how many pairs stood in the wrong order, by merging ever longer runs.
std::int64_t sort_and_count_swaps(std::vector<double>& values) {
  std::int64_t swaps = 0;
  std::vector<double> merged(values.size());
  for (std::size_t width = 1; width < values.size(); width *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values.size());
      const std::size_t end = std::min(begin + 2 * width, values.size());
      std::size_t left = begin;
      std::size_t right = middle;
      for (std::size_t out = begin; out < end; ++out) {
        const bool from_right = left == middle || (right < end && values[right] < values[left]);
        if (from_right) swaps += static_cast<std::int64_t>(middle - left);
        merged[out] = from_right ? values[right++] : values[left++];
      }
    }
    values.swap(merged);
  }
  return swaps;
}

}  // namespace

std::optional<double> kendall_tau_b(std::span<const double> x, std::span<const double> y) {
  assert(x.size() == y.size());
  const std::size_t count = x.size();
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return x[a] != x[b] ? x[a] < x[b] : y[a] < y[b];
  });
  const auto same_x = [&](std::size_t i, std::size_t j) { return x[order[i]] == x[order[j]]; };
  const auto same_both = [&](std::size_t i, std::size_t j) {
    return same_x(i, j) && y[order[i]] == y[order[j]];
  };
  const std::int64_t tied_x = tied_pairs(count, same_x);
  const std::int64_t tied_both = tied_pairs(count, same_both);
  std::vector<double> sorted_y(count);
  std::ranges::transform(order, sorted_y.begin(), [&](std::size_t i) { return y[i]; });
  const std::int64_t discordant = sort_and_count_swaps(sorted_y);
  const std::int64_t tied_y =
      tied_pairs(count, [&](std::size_t i, std::size_t j) { return sorted_y[i] == sorted_y[j]; });

  const auto n = static_cast<std::int64_t>(count);
  const std::int64_t pairs = n * (n - 1) / 2;
  if (tied_x == pairs || tied_y == pairs) return std::nullopt;
  const std::int64_t difference = pairs - tied_x - tied_y + tied_both - 2 * discordant;
  // Two roots, as scipy does: the product of the counts could overflow.
  const double tau = static_cast<double>(difference) /
                     std::sqrt(static_cast<double>(pairs - tied_x)) /
                     std::sqrt(static_cast<double>(pairs - tied_y));
  return std::clamp(tau, -1.0, 1.0);
}

RegressionScores regression_scores(std::span<const double> truth,
                                   std::span<const double> predicted) {
  assert(truth.size() == predicted.size() && !truth.empty());
  const double mean = numpy_mean(truth);
  std::vector<double> squared(truth.size());
  std::vector<double> absolute(truth.size());
  std::vector<double> spread(truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double error = truth[i] - predicted[i];
    squared[i] = error * error;
    absolute[i] = std::abs(error);
    spread[i] = (truth[i] - mean) * (truth[i] - mean);
  }
  RegressionScores scores{.mse = numpy_mean(squared),
                          .mae = numpy_mean(absolute),
                          .kendalltau = kendall_tau_b(truth, predicted)};
  scores.rmse = std::sqrt(scores.mse);
  const bool is_constant =
      std::ranges::all_of(truth, [&](double value) { return value == truth.front(); });
  if (!is_constant) scores.r2 = 1.0 - numpy_sum(squared) / numpy_sum(spread);
  return scores;
}

}  // namespace assay
