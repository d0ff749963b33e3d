#include <algorithm>
#include <cassert>
#include <cmath>

#include "assay/uncertainty.h"

namespace assay {
namespace {

class MeanStatistic final : public RowStatistic {
 public:
  explicit MeanStatistic(Columns values) : values_(std::move(values)) {
    for (const auto& column : values_) {
      assert(column.size() == values_.front().size());
      is_whole_.push_back(
          std::ranges::none_of(column, [](double value) { return std::isnan(value); }));
    }
  }

  [[nodiscard]] std::size_t rows() const override { return values_.front().size(); }

  [[nodiscard]] std::optional<double> score(std::size_t model,
                                            std::span<const std::uint32_t> counts) const override {
    const std::vector<double>& values = values_[model];
    double sum = 0;
    double defined = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!is_whole_[model] && std::isnan(values[i])) continue;
      sum += counts[i] * values[i];
      defined += counts[i];
    }
    if (defined == 0) return std::nullopt;
    return sum / defined;
  }

  [[nodiscard]] std::optional<double> exchanged_difference(
      std::size_t a, std::size_t b, std::span<const std::uint8_t> exchange) const override {
    double sums[2] = {0, 0};
    double defined[2] = {0, 0};
    for (std::size_t i = 0; i < exchange.size(); ++i) {
      const double pair[2] = {values_[exchange[i] != 0 ? b : a][i],
                              values_[exchange[i] != 0 ? a : b][i]};
      for (std::size_t side = 0; side < 2; ++side) {
        if (std::isnan(pair[side])) continue;
        sums[side] += pair[side];
        ++defined[side];
      }
    }
    if (defined[0] == 0 || defined[1] == 0) return std::nullopt;
    return sums[0] / defined[0] - sums[1] / defined[1];
  }

  [[nodiscard]] const std::vector<double>* summands(std::size_t model) const override {
    return is_whole_[model] ? &values_[model] : nullptr;
  }

  // Without row i a mean of n changes by (value - mean) / (n - 1). A row that is undefined moves
  // nothing.
  [[nodiscard]] std::vector<double> influence(std::size_t model) const override {
    const std::vector<double>& values = values_[model];
    const std::vector<std::uint32_t> once(values.size(), 1);
    const auto mean = score(model, once);
    std::vector<double> influences(values.size(), 0.0);
    for (std::size_t i = 0; mean && i < values.size(); ++i) {
      if (!std::isnan(values[i])) influences[i] = values[i] - *mean;
    }
    return influences;
  }

 private:
  Columns values_;
  std::vector<bool> is_whole_;  // [model]: no NaN
};

}  // namespace

std::unique_ptr<RowStatistic> make_mean_statistic(Columns values) {
  assert(!values.empty() && !values.front().empty());
  return std::make_unique<MeanStatistic>(std::move(values));
}

}  // namespace assay
