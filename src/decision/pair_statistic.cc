#include <algorithm>
#include <cassert>
#include <numeric>

#include "assay/uncertainty.h"
#include "decision/exchanged.h"
#include "decision/ranks.h"

namespace assay {
namespace {

// How many pairs, and how many alike ones, are at a place in the order.
struct Step {
  double alike = 0;
  double all = 0;
};

// Steps with the most alike first. sum over the steps of (recall gained) * precision.
std::optional<double> average_precision(const std::vector<Step>& steps) {
  double total = 0;
  for (const Step& step : steps) total += step.alike;
  if (total == 0) return std::nullopt;
  double alike = 0;
  double all = 0;
  double sum = 0;
  for (const Step& step : steps) {
    if (step.all == 0) continue;
    alike += step.alike;
    all += step.all;
    sum += step.alike / total * (alike / all);
  }
  return sum;
}

// The share of pairs that the best cut is right about: those before it are called alike. As mteb
// does, at least one pair is on either side.
std::optional<double> best_accuracy(const std::vector<Step>& steps) {
  double total = 0;
  double right = 0;  // with nothing called alike: the different ones
  for (const Step& step : steps) {
    total += step.all;
    right += step.all - step.alike;
  }
  if (total == 0) return std::nullopt;
  double best = 0;
  double before = 0;
  for (const Step& step : steps) {
    if (step.all == 0) continue;
    before += step.all;
    right += 2 * step.alike - step.all;
    if (before < total) best = std::max(best, right);
  }
  return best / total;
}

class PairStatistic final : public RowStatistic {
 public:
  PairStatistic(std::vector<std::uint8_t> is_alike, const std::vector<Columns>& values,
                PairScore kind)
      : kind_(kind), is_alike_(std::move(is_alike)) {
    for (const Columns& measures : values) {
      auto& orders = orders_.emplace_back();
      auto& ranks = ranks_.emplace_back();
      for (const std::vector<double>& column : measures) {
        assert(column.size() == is_alike_.size());
        const Places places = places_of(column);
        ranks.push_back(doubled_ranks(places));
        orders.push_back(kind == PairScore::kAccuracy ? in_order(column) : reversed(places));
      }
    }
  }

  [[nodiscard]] std::size_t rows() const override { return is_alike_.size(); }

  [[nodiscard]] std::optional<double> score(std::size_t model,
                                            std::span<const std::uint32_t> counts) const override {
    std::optional<double> best;
    for (const Places& order : orders_[model]) {
      std::vector<Step> steps(order.count);
      for (std::size_t i = 0; i < counts.size(); ++i) {
        Step& step = steps[order.of_row[i]];
        step.all += counts[i];
        if (is_alike_[i] != 0) step.alike += counts[i];
      }
      best = larger(best, score_of(steps));
    }
    return best;
  }

  [[nodiscard]] std::optional<double> exchanged_difference(
      std::size_t a, std::size_t b, std::span<const std::uint8_t> exchange) const override {
    const auto side = [&](std::size_t own, std::size_t other) {
      std::optional<double> best;
      for (std::size_t m = 0; m < ranks_[own].size(); ++m) {
        std::vector<Step> steps(2 * rows() + 1);
        for (std::size_t i = 0; i < rows(); ++i) {
          const std::uint32_t rank = ranks_[exchange[i] != 0 ? other : own][m][i];
          Step& step = steps[2 * rows() - rank];
          step.all += 1;
          if (is_alike_[i] != 0) step.alike += 1;
        }
        best = larger(best, score_of(steps));
      }
      return best;
    };
    return difference_of_sides(a, b, side);
  }

 private:
  [[nodiscard]] std::optional<double> score_of(const std::vector<Step>& steps) const {
    return kind_ == PairScore::kAccuracy ? best_accuracy(steps) : average_precision(steps);
  }
  static std::optional<double> larger(std::optional<double> x, std::optional<double> y) {
    if (!x || !y) return x ? x : y;
    return std::max(*x, *y);
  }
  // Ranks in halves: whole numbers in [2, 2n].
  static std::vector<std::uint32_t> doubled_ranks(const Places& places) {
    std::vector<std::uint32_t> doubled;
    for (const double rank : ranks_of(places)) {
      doubled.push_back(static_cast<std::uint32_t>(2 * rank));
    }
    return doubled;
  }
  // The largest value at place 0; equal values are one step.
  static Places reversed(Places places) {
    for (std::uint32_t& place : places.of_row) {
      place = static_cast<std::uint32_t>(places.count - 1 - place);
    }
    return places;
  }
  // Every pair a step of its own, equal values in the order of the rows: mteb's accuracy may cut
  // between them.
  static Places in_order(const std::vector<double>& values) {
    std::vector<std::uint32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::greater<>{}, [&](std::uint32_t i) { return values[i]; });
    Places places{.of_row = std::vector<std::uint32_t>(values.size()), .count = values.size()};
    for (std::uint32_t i = 0; i < order.size(); ++i) places.of_row[order[i]] = i;
    return places;
  }

  PairScore kind_;
  std::vector<std::uint8_t> is_alike_;
  std::vector<std::vector<Places>> orders_;                     // [model][measure]
  std::vector<std::vector<std::vector<std::uint32_t>>> ranks_;  // [model][measure][row]
};

}  // namespace

std::unique_ptr<RowStatistic> make_pair_statistic(std::vector<std::uint8_t> is_alike,
                                                  const std::vector<Columns>& values,
                                                  PairScore kind) {
  assert(!is_alike.empty() && !values.empty());
  return std::make_unique<PairStatistic>(std::move(is_alike), values, kind);
}

}  // namespace assay
