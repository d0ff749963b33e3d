#include "math/stratified_split.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>

namespace assay {
namespace {

using Counts = std::vector<std::int64_t>;

// The mode of the multivariate hypergeometric distribution, ties broken by the generator: how many of `draws` fall into each
// class ("approximate_mode" of the library).
Counts approximate_mode(const Counts& counts, std::int64_t draws, NumpyGenerator& generator) {
  const auto total =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  std::vector<double> remainders;
  Counts taken;
  for (const std::int64_t count : counts) {
    const double share = static_cast<double>(draws * count) / total;
    taken.push_back(static_cast<std::int64_t>(std::floor(share)));
    remainders.push_back(share - std::floor(share));
  }
  std::int64_t needed = draws - std::accumulate(taken.begin(), taken.end(), std::int64_t{0});
  if (needed <= 0) return taken;
  for (const double value :
       std::set<double, std::greater<>>(remainders.begin(), remainders.end())) {
    std::vector<std::size_t> equal;
    for (std::size_t i = 0; i < remainders.size(); ++i) {
      if (remainders[i] == value) equal.push_back(i);
    }
    const auto added = std::min(static_cast<std::int64_t>(equal.size()), needed);
    for (const std::uint32_t place : generator.choice(static_cast<std::uint32_t>(equal.size()),
                                                      static_cast<std::uint32_t>(added))) {
      ++taken[equal[place]];
    }
    needed -= added;
    if (needed == 0) break;
  }
  return taken;
}

}  // namespace

std::optional<SplitRows> stratified_split(std::span<const std::int64_t> classes,
                                          std::size_t train_rows, std::size_t test_rows,
                                          NumpyGenerator& generator) {
  std::map<std::int64_t, std::vector<std::uint32_t>> rows_of_class;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    rows_of_class[classes[i]].push_back(static_cast<std::uint32_t>(i));
  }
  Counts counts;
  for (const auto& [value, rows] : rows_of_class) {
    if (rows.size() < 2) return std::nullopt;
    counts.push_back(static_cast<std::int64_t>(rows.size()));
  }
  if (train_rows < counts.size() || test_rows < counts.size()) return std::nullopt;
  const Counts train = approximate_mode(counts, static_cast<std::int64_t>(train_rows), generator);
  Counts rest;
  for (std::size_t i = 0; i < counts.size(); ++i) rest.push_back(counts[i] - train[i]);
  const Counts test = approximate_mode(rest, static_cast<std::int64_t>(test_rows), generator);
  SplitRows split;
  std::size_t c = 0;
  for (const auto& [value, rows] : rows_of_class) {
    const auto order = generator.permutation(static_cast<std::uint32_t>(rows.size()));
    for (std::int64_t i = 0; i < train[c] + test[c]; ++i) {
      (i < train[c] ? split.train : split.test).push_back(rows[order[static_cast<std::size_t>(i)]]);
    }
    ++c;
  }
  generator.shuffle(std::span(split.train));
  generator.shuffle(std::span(split.test));
  return split;
}

std::vector<std::size_t> stratified_sample(std::span<const std::uint32_t> classes,
                                           std::size_t num_test, std::uint64_t seed) {
  const std::vector<std::int64_t> wide(classes.begin(), classes.end());
  NumpyGenerator generator(seed);
  const auto split = stratified_split(wide, classes.size() - num_test, num_test, generator);
  if (!split) return {};
  return {split->test.begin(), split->test.end()};
}

}  // namespace assay
