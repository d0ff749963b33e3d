#include <algorithm>
#include <cassert>

#include "assay/uncertainty.h"
#include "decision/exchanged.h"

namespace assay {
namespace {

class MultilabelF1Statistic final : public RowStatistic {
 public:
  MultilabelF1Statistic(LabelLists truth, std::vector<std::vector<LabelLists>> predicted)
      : truth_(std::move(truth)), predicted_(std::move(predicted)) {
    count_labels(truth_);
    for (const auto& experiments : predicted_) {
      for (const LabelLists& experiment : experiments) count_labels(experiment);
    }
  }

  [[nodiscard]] std::size_t rows() const override { return truth_.size(); }

  [[nodiscard]] std::optional<double> score(std::size_t model,
                                            std::span<const std::uint32_t> counts) const override {
    return mean_f1(
        predicted_[model].size(),
        [&](std::size_t e, std::size_t i) -> const auto& { return predicted_[model][e][i]; },
        [&](std::size_t i) { return static_cast<double>(counts[i]); });
  }

  [[nodiscard]] std::optional<double> exchanged_difference(
      std::size_t a, std::size_t b, std::span<const std::uint8_t> exchange) const override {
    const auto side = [&](std::size_t own, std::size_t other) {
      return mean_f1(
          predicted_[own].size(),
          [&](std::size_t e, std::size_t i) -> const auto& {
            return predicted_[exchange[i] != 0 ? other : own][e][i];
          },
          [](std::size_t) { return 1.0; });
    };
    return difference_of_sides(a, b, side);
  }

 private:
  void count_labels(const LabelLists& rows) {
    assert(rows.size() == truth_.size());
    for (const auto& labels : rows) {
      for (const std::uint32_t label : labels) {
        num_labels_ = std::max<std::size_t>(num_labels_, label + std::size_t{1});
      }
    }
  }

  // Over the experiments; `predicted(e, i)` are the labels of row i, which counts `count(i)` times.
  template <typename Predicted, typename Count>
  [[nodiscard]] std::optional<double> mean_f1(std::size_t experiments, const Predicted& predicted,
                                              const Count& count) const {
    std::vector<double> present(num_labels_);
    for (std::size_t i = 0; i < truth_.size(); ++i) {
      for (const std::uint32_t label : truth_[i]) present[label] += count(i);
    }
    const auto num_present =
        static_cast<double>(std::ranges::count_if(present, [](double n) { return n > 0; }));
    if (num_present == 0) return std::nullopt;
    double sum = 0;
    for (std::size_t e = 0; e < experiments; ++e) {
      std::vector<double> right(num_labels_);
      std::vector<double> found(num_labels_);
      for (std::size_t i = 0; i < truth_.size(); ++i) {
        for (const std::uint32_t label : predicted(e, i)) {
          found[label] += count(i);
          if (std::ranges::find(truth_[i], label) != truth_[i].end()) right[label] += count(i);
        }
      }
      for (std::size_t label = 0; label < num_labels_; ++label) {
        if (present[label] > 0) sum += 2 * right[label] / (present[label] + found[label]);
      }
    }
    return sum / num_present / static_cast<double>(experiments);
  }

  LabelLists truth_;
  std::vector<std::vector<LabelLists>> predicted_;
  std::size_t num_labels_ = 0;
};

}  // namespace

std::unique_ptr<RowStatistic> make_multilabel_f1_statistic(
    LabelLists truth, std::vector<std::vector<LabelLists>> predicted) {
  assert(!truth.empty() && !predicted.empty());
  return std::make_unique<MultilabelF1Statistic>(std::move(truth), std::move(predicted));
}

}  // namespace assay
