#include <algorithm>
#include <cassert>
#include <cmath>

#include "assay/uncertainty.h"
#include "decision/exchanged.h"
#include "decision/ranks.h"

namespace assay {
namespace {

// Pearson's correlation of x(i) and y(i), row i counting count(i) times; nullopt when one side is
// constant.
template <typename X, typename Y, typename Count>
std::optional<double> correlate(std::size_t n, const X& x, const Y& y, const Count& count) {
  double weight = 0;
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t i = 0; i < n; ++i) {
    weight += count(i);
    mean_x += count(i) * x(i);
    mean_y += count(i) * y(i);
  }
  if (weight < 2) return std::nullopt;
  mean_x /= weight;
  mean_y /= weight;
  double xx = 0;
  double yy = 0;
  double xy = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double dx = x(i) - mean_x;
    const double dy = y(i) - mean_y;
    xx += count(i) * dx * dx;
    yy += count(i) * dy * dy;
    xy += count(i) * dx * dy;
  }
  if (xx <= 0 || yy <= 0) return std::nullopt;
  return std::clamp(xy / std::sqrt(xx) / std::sqrt(yy), -1.0, 1.0);
}

// (value - mean) / standard deviation; zeros for a constant.
std::vector<double> z_scores(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) mean += value / n;
  double variance = 0;
  for (const double value : values) variance += (value - mean) * (value - mean) / n;
  std::vector<double> scores(values.size(), 0.0);
  for (std::size_t i = 0; variance > 0 && i < values.size(); ++i) {
    scores[i] = (values[i] - mean) / std::sqrt(variance);
  }
  return scores;
}

class CorrelationStatistic final : public RowStatistic {
 public:
  CorrelationStatistic(std::vector<double> gold, const Columns& values, Correlation kind)
      : kind_(kind), gold_(std::move(gold)), gold_places_(places_of(gold_)) {
    for (const std::vector<double>& column : values) {
      assert(column.size() == gold_.size());
      if (kind_ == Correlation::kSpearman) {
        places_.push_back(places_of(column));
        exchanged_.push_back(ranks_of(places_.back()));
      } else {
        exchanged_.push_back(z_scores(column));
      }
    }
    if (kind_ == Correlation::kSpearman) gold_ = ranks_of(gold_places_);
  }

  [[nodiscard]] std::size_t rows() const override { return gold_.size(); }

  [[nodiscard]] std::optional<double> score(std::size_t model,
                                            std::span<const std::uint32_t> counts) const override {
    const auto count = [&](std::size_t i) { return static_cast<double>(counts[i]); };
    if (kind_ == Correlation::kPearson) {
      // Neither a shift nor a scale changes it: z-scores do as well as the values.
      return correlate(
          rows(), [&](std::size_t i) { return gold_[i]; },
          [&](std::size_t i) { return exchanged_[model][i]; }, count);
    }
    std::vector<double> gold_ranks;
    std::vector<double> ranks;
    rank_places(gold_places_, counts, gold_ranks);
    rank_places(places_[model], counts, ranks);
    return correlate(
        rows(), [&](std::size_t i) { return gold_ranks[gold_places_.of_row[i]]; },
        [&](std::size_t i) { return ranks[places_[model].of_row[i]]; }, count);
  }

  [[nodiscard]] std::optional<double> exchanged_difference(
      std::size_t a, std::size_t b, std::span<const std::uint8_t> exchange) const override {
    const auto side = [&](std::size_t own, std::size_t other) {
      return correlate(
          rows(), [&](std::size_t i) { return gold_[i]; },
          [&](std::size_t i) { return exchanged_[exchange[i] != 0 ? other : own][i]; },
          [](std::size_t) { return 1.0; });
    };
    return difference_of_sides(a, b, side);
  }

 private:
  Correlation kind_;
  std::vector<double> gold_;  // as ranks for Spearman
  Places gold_places_;
  std::vector<Places> places_;  // [model], for Spearman
  Columns exchanged_;           // [model][row]: ranks or z-scores
};

}  // namespace

std::unique_ptr<RowStatistic> make_correlation_statistic(std::vector<double> gold,
                                                         const Columns& values, Correlation kind) {
  assert(!gold.empty() && !values.empty());
  return std::make_unique<CorrelationStatistic>(std::move(gold), values, kind);
}

}  // namespace assay
