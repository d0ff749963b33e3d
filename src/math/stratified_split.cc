#include "math/stratified_split.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "math/numpy_random.h"

namespace assay {
namespace {

using Counts = std::vector<std::size_t>;

// How many of `draws` draws without replacement fall to each class, about the most likely outcome:
// the expectation rounded down, and what is missing given to the largest remainders, by lot among
// equal ones.
Counts likely_counts(const Counts& available, std::size_t draws, NumpyGenerator& random) {
  const auto total =
      static_cast<double>(std::accumulate(available.begin(), available.end(), std::size_t{0}));
  Counts counts(available.size());
  std::vector<double> remainders(available.size());
  std::size_t missing = draws;
  for (std::size_t i = 0; i < available.size(); ++i) {
    const double expected = static_cast<double>(draws) * static_cast<double>(available[i]) / total;
    counts[i] = static_cast<std::size_t>(std::floor(expected));
    remainders[i] = expected - std::floor(expected);
    missing -= counts[i];
  }
  const std::set<double, std::greater<>> descending(remainders.begin(), remainders.end());
  for (const double remainder : descending) {
    if (missing == 0) break;
    std::vector<std::size_t> tied;
    for (std::size_t i = 0; i < remainders.size(); ++i) {
      if (remainders[i] == remainder) tied.push_back(i);
    }
    const std::size_t add = std::min(tied.size(), missing);
    // Drawn even when all are taken: the generator moves on.
    for (const std::uint32_t place :
         random.choice(static_cast<std::uint32_t>(tied.size()), static_cast<std::uint32_t>(add))) {
      ++counts[tied[place]];
    }
    missing -= add;
  }
  return counts;
}

}  // namespace

std::vector<std::size_t> stratified_sample(std::span<const std::uint32_t> classes,
                                           std::size_t num_classes, std::size_t num_test,
                                           std::uint64_t seed) {
  assert(num_test < classes.size());
  const std::size_t num_train = classes.size() - num_test;
  std::vector<std::vector<std::size_t>> rows_of(num_classes);
  for (std::size_t i = 0; i < classes.size(); ++i) rows_of[classes[i]].push_back(i);
  const bool has_small_class =
      std::ranges::any_of(rows_of, [](const auto& rows) { return rows.size() < 2; });
  if (has_small_class || num_test < num_classes || num_train < num_classes) return {};

  NumpyGenerator random(seed);
  Counts available(num_classes);
  std::ranges::transform(rows_of, available.begin(), [](const auto& rows) { return rows.size(); });
  const Counts train_counts = likely_counts(available, num_train, random);
  for (std::size_t c = 0; c < num_classes; ++c) available[c] -= train_counts[c];
  const Counts test_counts = likely_counts(available, num_test, random);

  std::vector<std::size_t> test;
  for (std::size_t c = 0; c < num_classes; ++c) {
    const auto order = random.permutation(static_cast<std::uint32_t>(rows_of[c].size()));
    for (std::size_t i = 0; i < test_counts[c]; ++i)
      test.push_back(rows_of[c][order[train_counts[c] + i]]);
  }
  // The train half is shuffled first; only its draws matter here.
  static_cast<void>(random.permutation(static_cast<std::uint32_t>(num_train)));
  random.shuffle(std::span(test));
  return test;
}

}  // namespace assay
