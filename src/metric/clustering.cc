#include "assay/metric/clustering.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

#include "math/numpy_sum.h"

namespace assay {
namespace {

// n_ij by row, with its sums.
struct Contingency {
  std::vector<std::uint32_t> cells;  // [rows x columns]
  std::vector<std::uint32_t> row_sums;
  std::vector<std::uint32_t> column_sums;
  double total = 0;
};

// Renames the groups 0, 1, ... in ascending order; returns how many there are.
std::size_t compress(std::span<const std::uint32_t> groups, std::vector<std::uint32_t>& renamed) {
  std::vector<std::uint32_t> names(groups.begin(), groups.end());
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  renamed.reserve(groups.size());
  for (const std::uint32_t group : groups) {
    const auto place = std::ranges::lower_bound(names, group) - names.begin();
    renamed.push_back(static_cast<std::uint32_t>(place));
  }
  return names.size();
}

Contingency count(std::span<const std::uint32_t> truth, std::span<const std::uint32_t> found) {
  assert(truth.size() == found.size());
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> columns;
  Contingency table;
  table.row_sums.resize(compress(truth, rows));
  table.column_sums.resize(compress(found, columns));
  table.cells.resize(table.row_sums.size() * table.column_sums.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ++table.row_sums[rows[i]];
    ++table.column_sums[columns[i]];
    ++table.cells[rows[i] * table.column_sums.size() + columns[i]];
  }
  table.total = static_cast<double>(truth.size());
  return table;
}

double entropy(std::span<const std::uint32_t> sums, double total) {
  if (sums.size() == 1) return 0;
  std::vector<double> terms;
  terms.reserve(sums.size());
  for (const std::uint32_t sum : sums) {
    terms.push_back(sum / total * (std::log(static_cast<double>(sum)) - std::log(total)));
  }
  return -numpy_sum(terms);
}

double mutual_information(const Contingency& table) {
  if (table.row_sums.size() == 1 || table.column_sums.size() == 1) return 0;
  const double log_total = std::log(table.total);
  std::vector<double> terms;
  for (std::size_t i = 0; i < table.row_sums.size(); ++i) {
    for (std::size_t j = 0; j < table.column_sums.size(); ++j) {
      const double cell = table.cells[i * table.column_sums.size() + j];
      if (cell == 0) continue;
      const double outer = static_cast<double>(table.row_sums[i]) * table.column_sums[j];
      const double share = cell / table.total;
      const double term =
          share * (std::log(cell) - log_total) + share * (-std::log(outer) + log_total + log_total);
      terms.push_back(std::abs(term) < std::numeric_limits<double>::epsilon() ? 0 : term);
    }
  }
  return std::max(numpy_sum(terms), 0.0);
}

// ln n! for n = 0 ... largest.
std::vector<double> log_factorials(std::size_t largest) {
  std::vector<double> values(largest + 1);
  int sign = 0;
  for (std::size_t n = 0; n <= largest; ++n)
    values[n] = ::lgamma_r(static_cast<double>(n) + 1, &sign);
  return values;
}

double expected_mutual_information(const Contingency& table) {
  if (table.row_sums.size() == 1 || table.column_sums.size() == 1) return 0;
  const auto total = static_cast<std::size_t>(table.total);
  const std::vector<double> log_factorial = log_factorials(total);
  const double log_total = std::log(table.total);
  const std::size_t largest = std::max(*std::ranges::max_element(table.row_sums),
                                       *std::ranges::max_element(table.column_sums));
  std::vector<double> logs(largest + 1);
  for (std::size_t n = 1; n <= largest; ++n) logs[n] = std::log(static_cast<double>(n));

  double expected = 0;
  for (const std::size_t a : table.row_sums) {
    for (const std::size_t b : table.column_sums) {
      const double fixed = log_factorial[a] + log_factorial[b] + log_factorial[total - a] +
                           log_factorial[total - b] - log_factorial[total];
      const std::size_t first = a + b > total ? a + b - total : 1;
      for (std::size_t n = std::max<std::size_t>(first, 1); n <= std::min(a, b); ++n) {
        const double log_probability = fixed - log_factorial[n] - log_factorial[a - n] -
                                       log_factorial[b - n] - log_factorial[total + n - a - b];
        expected += static_cast<double>(n) / table.total *
                    (log_total + logs[n] - logs[a] - logs[b]) * std::exp(log_probability);
      }
    }
  }
  return expected;
}

// At least the smallest step of a double away from 0, on its side.
double away_from_zero(double value) {
  constexpr double kStep = std::numeric_limits<double>::epsilon();
  return value < 0 ? std::min(value, -kStep) : std::max(value, kStep);
}

}  // namespace

double v_measure(std::span<const std::uint32_t> truth, std::span<const std::uint32_t> found) {
  if (truth.empty()) return 1;
  const Contingency table = count(truth, found);
  const double true_entropy = entropy(table.row_sums, table.total);
  const double found_entropy = entropy(table.column_sums, table.total);
  const double shared = mutual_information(table);
  const double homogeneity = true_entropy == 0 ? 1 : shared / true_entropy;
  const double completeness = found_entropy == 0 ? 1 : shared / found_entropy;
  if (homogeneity + completeness == 0) return 0;
  return 2 * homogeneity * completeness / (homogeneity + completeness);
}

double adjusted_mutual_information(std::span<const std::uint32_t> truth,
                                   std::span<const std::uint32_t> found) {
  const Contingency table = count(truth, found);
  const bool one_class = table.row_sums.size() <= 1;
  const bool one_cluster = table.column_sums.size() <= 1;
  if (one_class && one_cluster) return 1;
  if (one_class || one_cluster) return 0;
  const double expected = expected_mutual_information(table);
  const double mean =
      (entropy(table.row_sums, table.total) + entropy(table.column_sums, table.total)) / 2;
  return away_from_zero(mutual_information(table) - expected) / away_from_zero(mean - expected);
}

}  // namespace assay
