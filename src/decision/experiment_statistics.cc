#include <algorithm>
#include <cassert>

#include "assay/metric/regression.h"
#include "assay/uncertainty.h"
#include "decision/exchanged.h"

namespace assay {
namespace {

// Mean over the experiments of `score_of(predictions)`; nullopt when one is undefined.
template <typename Score>
std::optional<double> mean_over(std::size_t experiments, const Score& score_of) {
  double sum = 0;
  for (std::size_t e = 0; e < experiments; ++e) {
    const std::optional<double> score = score_of(e);
    if (!score) return std::nullopt;
    sum += *score;
  }
  return sum / static_cast<double>(experiments);
}

class MacroF1Statistic final : public RowStatistic {
 public:
  MacroF1Statistic(std::vector<std::uint32_t> truth, std::vector<ClassColumns> predicted)
      : truth_(std::move(truth)), predicted_(std::move(predicted)) {
    const auto count_classes = [&](const std::vector<std::uint32_t>& classes) {
      assert(classes.size() == truth_.size());
      for (const std::uint32_t one : classes) {
        num_classes_ = std::max<std::size_t>(num_classes_, one + std::size_t{1});
      }
    };
    count_classes(truth_);
    for (const ClassColumns& experiments : predicted_) {
      for (const auto& experiment : experiments) count_classes(experiment);
    }
  }

  [[nodiscard]] std::size_t rows() const override { return truth_.size(); }

  [[nodiscard]] std::optional<double> score(std::size_t model,
                                            std::span<const std::uint32_t> counts) const override {
    return mean_over(predicted_[model].size(), [&](std::size_t e) {
      const auto& predicted = predicted_[model][e];
      return macro_f1([&](std::size_t i) { return predicted[i]; },
                      [&](std::size_t i) { return static_cast<double>(counts[i]); });
    });
  }

  [[nodiscard]] std::optional<double> exchanged_difference(
      std::size_t a, std::size_t b, std::span<const std::uint8_t> exchange) const override {
    const auto side = [&](std::size_t own, std::size_t other) {
      return mean_over(predicted_[own].size(), [&](std::size_t e) {
        return macro_f1(
            [&](std::size_t i) { return predicted_[exchange[i] != 0 ? other : own][e][i]; },
            [](std::size_t) { return 1.0; });
      });
    };
    return difference_of_sides(a, b, side);
  }

 private:
  // Classes that occur in neither truth nor predictions do not count.
  template <typename Predicted, typename Count>
  [[nodiscard]] std::optional<double> macro_f1(const Predicted& predicted,
                                               const Count& count) const {
    std::vector<double> right(num_classes_);
    std::vector<double> times(num_classes_);  // in truth and predictions together
    for (std::size_t i = 0; i < truth_.size(); ++i) {
      const std::uint32_t found = predicted(i);
      times[truth_[i]] += count(i);
      times[found] += count(i);
      if (found == truth_[i]) right[found] += count(i);
    }
    double sum = 0;
    double present = 0;
    for (std::size_t c = 0; c < num_classes_; ++c) {
      if (times[c] == 0) continue;
      ++present;
      sum += 2 * right[c] / times[c];
    }
    if (present == 0) return std::nullopt;
    return sum / present;
  }

  std::vector<std::uint32_t> truth_;
  std::vector<ClassColumns> predicted_;
  std::size_t num_classes_ = 0;
};

class KendallStatistic final : public RowStatistic {
 public:
  KendallStatistic(std::vector<double> truth, std::vector<Columns> predicted)
      : truth_(std::move(truth)), predicted_(std::move(predicted)) {}

  [[nodiscard]] std::size_t rows() const override { return truth_.size(); }

  // Writes the sample out: Knight's algorithm knows no weights.
  [[nodiscard]] std::optional<double> score(std::size_t model,
                                            std::span<const std::uint32_t> counts) const override {
    std::vector<double> truth;
    std::vector<double> values;
    return mean_over(predicted_[model].size(), [&](std::size_t e) {
      truth.clear();
      values.clear();
      for (std::size_t i = 0; i < counts.size(); ++i) {
        truth.insert(truth.end(), counts[i], truth_[i]);
        values.insert(values.end(), counts[i], predicted_[model][e][i]);
      }
      return kendall_tau_b(truth, values);
    });
  }

  [[nodiscard]] std::optional<double> exchanged_difference(
      std::size_t a, std::size_t b, std::span<const std::uint8_t> exchange) const override {
    std::vector<double> values(rows());
    const auto side = [&](std::size_t own, std::size_t other) {
      return mean_over(predicted_[own].size(), [&](std::size_t e) {
        for (std::size_t i = 0; i < values.size(); ++i) {
          values[i] = predicted_[exchange[i] != 0 ? other : own][e][i];
        }
        return kendall_tau_b(truth_, values);
      });
    };
    return difference_of_sides(a, b, side);
  }

 private:
  std::vector<double> truth_;
  std::vector<Columns> predicted_;
};

}  // namespace

std::unique_ptr<RowStatistic> make_macro_f1_statistic(std::vector<std::uint32_t> truth,
                                                      std::vector<ClassColumns> predicted) {
  assert(!truth.empty() && !predicted.empty());
  return std::make_unique<MacroF1Statistic>(std::move(truth), std::move(predicted));
}

std::unique_ptr<RowStatistic> make_kendall_statistic(std::vector<double> truth,
                                                     std::vector<Columns> predicted) {
  assert(!truth.empty() && !predicted.empty());
  return std::make_unique<KendallStatistic>(std::move(truth), std::move(predicted));
}

}  // namespace assay
