#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

// How sure a score is and whether two models can be told apart. Pure functions of numbers
// (docs/decisions.md). Everything random comes from one stream for each (seed, number of the
// replicate), so the same input gives the same bits at any number of threads.
//
// Sources: Efron & Tibshirani, An Introduction to the Bootstrap, 1993 (percentile and BCa
// intervals, chapters 13 and 14); Koehn, Statistical Significance Tests for Machine Translation
// Evaluation, 2004 (paired bootstrap); Smucker, Allan & Carterette, A Comparison of Statistical
// Significance Tests for Information Retrieval Evaluation, 2007 (randomisation test); Phipson &
// Smyth, Permutation P-values Should Never Be Zero, 2010; Holm, A Simple Sequentially Rejective
// Multiple Test Procedure, 1979; Cohen, Statistical Power Analysis, 1988. Tests compare with SciPy.
namespace assay {

struct Interval {
  double low = 0;
  double high = 0;
};

struct ResampleOptions {
  std::size_t resamples = 10'000;  // B, of bootstrap and randomisation
  std::uint64_t seed = 42;
  unsigned threads = 0;  // 0 = all cores this process may use
};

// kBca corrects the percentiles for bias and skewness and is second-order accurate.
enum class IntervalMethod { kPercentile, kBca };

// A score that is made of rows (queries, pairs of texts, ...), for several models on the same rows.
// Thread-safe once made.
class RowStatistic {
 public:
  virtual ~RowStatistic() = default;
  [[nodiscard]] virtual std::size_t rows() const = 0;
  // The score of a model when row i counts counts[i] times; nullopt when it is undefined then.
  // REQUIRES: counts.size() == rows().
  [[nodiscard]] virtual std::optional<double> score(
      std::size_t model, std::span<const std::uint32_t> counts) const = 0;
  // Score of `a` less that of `b` after the two have exchanged what they did on every row with
  // exchange[i] != 0; what a randomisation test compares the observed difference with.
  [[nodiscard]] virtual std::optional<double> exchanged_difference(
      std::size_t a, std::size_t b, std::span<const std::uint8_t> exchange) const = 0;
  // Per row what the score of `model` averages, when it is a mean over rows; else nullptr.
  [[nodiscard]] virtual const std::vector<double>* summands(std::size_t /*model*/) const {
    return nullptr;
  }
  // (n - 1) (mean of the jackknife's scores - score without row i), for every row: the empirical
  // influence. With more than 1000 rows a group of rows takes the place of a row, so that the vector
  // is at most that long.
  [[nodiscard]] virtual std::vector<double> influence(std::size_t model) const;
};

using Columns = std::vector<std::vector<double>>;  // [model][row]

// The mean of a value for each row. NaN = the row is undefined for the model and does not count.
[[nodiscard]] std::unique_ptr<RowStatistic> make_mean_statistic(Columns values);
// Correlation of `gold` with each model's values. Models exchange ranks (Spearman) or z-scores
// (Pearson) within the model, because the similarities of two models are on different scales.
enum class Correlation { kSpearman, kPearson };
[[nodiscard]] std::unique_ptr<RowStatistic> make_correlation_statistic(std::vector<double> gold,
                                                                       const Columns& values,
                                                                       Correlation kind);
// The largest over several measures of the average precision (sklearn's) or of the accuracy of the
// best cut (assay/metric/pair_classification.h). `values[model][measure][row]`: higher is more
// alike. Models exchange ranks.
enum class PairScore { kAveragePrecision, kAccuracy };
[[nodiscard]] std::unique_ptr<RowStatistic> make_pair_statistic(std::vector<std::uint8_t> is_alike,
                                                                const std::vector<Columns>& values,
                                                                PairScore kind);
// Macro F1 (assay/metric/classification.h), the mean over experiments.
// `predicted[model][experiment][row]` and `truth` are numbers of classes.
using ClassColumns = std::vector<std::vector<std::uint32_t>>;
[[nodiscard]] std::unique_ptr<RowStatistic> make_macro_f1_statistic(
    std::vector<std::uint32_t> truth, std::vector<ClassColumns> predicted);
// The same of rows with several labels each (assay/metric/multilabel.h): the mean over the labels that
// some drawn row has; a label that is only predicted is none of the data's.
// `predicted[model][experiment][row]` and `truth[row]`: the labels of a row, by number.
using LabelLists = std::vector<std::vector<std::uint32_t>>;
[[nodiscard]] std::unique_ptr<RowStatistic> make_multilabel_f1_statistic(
    LabelLists truth, std::vector<std::vector<LabelLists>> predicted);
// Kendall's tau-b (assay/metric/regression.h), the mean over experiments.
// `predicted[model][experiment][row]`.
[[nodiscard]] std::unique_ptr<RowStatistic> make_kendall_statistic(std::vector<double> truth,
                                                                   std::vector<Columns> predicted);

// One part of a score that is a weighted sum of parts: a task with the mean over two subsets has
// two of weight 0.5. Rows are drawn within each part.
struct Stratum {
  std::shared_ptr<const RowStatistic> statistic;
  double weight = 1;
};

struct Estimate {
  std::optional<double> value;  // nullopt: undefined
  std::optional<Interval>
      interval;  // nullopt: fewer than two rows, or undefined in > 5 % of the replicates
  double standard_error = 0;  // of the jackknife
};

// The score of every model in the same B bootstrap samples of the rows: intervals of scores and of
// differences of any two models.
class BootstrapScores {
 public:
  // REQUIRES: at least one stratum, all for the same models. The strata outlive the object.
  BootstrapScores(std::span<const Stratum> strata, std::size_t models,
                  const ResampleOptions& options);

  // `level`: 0.95 for 95 %.
  [[nodiscard]] Estimate score(std::size_t model, double level,
                               IntervalMethod method = IntervalMethod::kBca) const;
  // Of the score of `a` less that of `b` (paired: both on the same sample).
  [[nodiscard]] Estimate difference(std::size_t a, std::size_t b, double level,
                                    IntervalMethod method = IntervalMethod::kBca) const;
  // Two-sided: twice the smaller share of replicates with a difference <= 0 or >= 0, each with one
  // added above and below; at most 1.
  [[nodiscard]] double paired_p_value(std::size_t a, std::size_t b) const;
  // By number of the replicate; NaN where undefined.
  [[nodiscard]] const std::vector<double>& replicates(std::size_t model) const {
    return replicates_[model];
  }

 private:
  [[nodiscard]] Estimate estimate(std::vector<double> replicates, std::optional<double> value,
                                  const std::vector<std::vector<double>>& influences, double level,
                                  IntervalMethod method) const;

  std::vector<double> weights_;                              // [stratum]
  std::size_t fewest_rows_ = 0;                              // in a stratum
  Columns replicates_;                                       // [model][replicate]
  std::vector<std::optional<double>> observed_;              // [model]
  std::vector<std::vector<std::vector<double>>> influence_;  // [model][stratum][row]
};

// The interval that replicates of a statistic give. `acceleration` is for BCa only (0 =
// bias-corrected). Quantiles are interpolated (Hyndman & Fan's type 7, numpy's default).
// REQUIRES: no replicate is NaN, there is at least one.
[[nodiscard]] Interval bootstrap_interval(std::vector<double> replicates, double observed,
                                          double acceleration, double level, IntervalMethod method);

// Two-sided p-value of the randomisation (permutation) test of "a and b are exchangeable on every
// row": how often a random exchange of the two on each row gives a difference at least as far out.
// As scipy.stats.permutation_test(permutation_type="samples"): twice the smaller one-sided share,
// (count + 1) / (B + 1), at most 1. Where all strata are means and no more than log2(B) rows differ,
// all exchanges are enumerated and the value is exact. 1 when no row differs.
[[nodiscard]] double randomisation_p_value(std::span<const Stratum> strata, std::size_t a,
                                           std::size_t b, const ResampleOptions& options);
// The same of plain differences, whose sum is the statistic.
[[nodiscard]] double sign_flip_p_value(std::span<const double> differences,
                                       const ResampleOptions& options);
// One-sided: P(sum of randomly signed differences >= the sum).
[[nodiscard]] double sign_flip_p_value_greater(std::span<const double> differences,
                                               const ResampleOptions& options);

// Holm's adjusted p-values, in the order given: with p sorted ascending,
// max over j <= i of min(1, (m - j + 1) p_(j)). Rejecting those <= alpha keeps the chance of any
// wrong rejection below alpha.
[[nodiscard]] std::vector<double> holm_adjust(std::span<const double> p_values);

// The smallest true difference that a two-sided test at `alpha` finds with probability `power` when
// the difference has this standard error: (z_{1-alpha/2} + z_power) standard_error (normal
// approximation).
[[nodiscard]] double minimum_detectable_difference(double standard_error, double alpha,
                                                   double power);
// How many rows more than `rows` would find the difference with probability `power` if it is as
// large as it looks now: rows ((MDD / difference)^2 - 1), rounded up, 0 when there are enough.
// nullopt when the difference is 0: no number of rows would.
[[nodiscard]] std::optional<double> more_rows_to_decide(double difference, double standard_error,
                                                        std::size_t rows, double alpha,
                                                        double power);

// The simplest case: two models, one value for each row.
struct PairedComparison {
  double difference = 0;             // mean of a - b
  std::optional<Interval> interval;  // 95 %, BCa; nullopt with fewer than two rows
  double p_bootstrap = 1;
  double p_randomisation = 1;
  double standard_error = 0;
  double minimum_detectable = 0;    // alpha 0.05, power 0.8
  std::optional<double> more_rows;  // likewise
};
// REQUIRES: equal sizes, at least one row, finite values.
[[nodiscard]] PairedComparison compare_means(std::span<const double> a, std::span<const double> b,
                                             const ResampleOptions& options = {});

}  // namespace assay
