#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace assay {

// How well predicted classes fit, all in [0, 1]. With tp, fp and fn the right, wrong and missed
// predictions of a class:
//   precision = tp / (tp + fp),  recall = tp / (tp + fn),  f1 = 2 tp / (2 tp + fp + fn)
// each 0 when its denominator is. The plain names are unweighted means over the classes that occur
// in truth or predictions (scikit-learn's "macro"), `_weighted` means by the number of true rows.
struct ClassificationScores {
  double accuracy = 0;  // share of right predictions
  double f1 = 0;
  double f1_weighted = 0;
  double precision = 0;
  double precision_weighted = 0;
  double recall = 0;
  double recall_weighted = 0;
};

// `truth` and `predicted` hold a class number of [0, num_classes) for every row. Sums in numpy's
// order: equal to scikit-learn's to the last bits. REQUIRES: equal sizes, at least one row.
[[nodiscard]] ClassificationScores classification_scores(std::span<const std::uint32_t> truth,
                                                         std::span<const std::uint32_t> predicted,
                                                         std::size_t num_classes);

// The average precision of the label 1 with the predicted labels themselves as scores, in [0, 1]:
//   sum over the distinct predicted values v, descending, of (R_v - R_w) P_v,
// P_v and R_v the precision and recall of the rows with a prediction of v or more, w the value
// before v. mteb gives it for tasks of two classes (`ap`). nullopt when the truth has not exactly
// two distinct values or 1 is not among them. REQUIRES: equal sizes.
[[nodiscard]] std::optional<double> average_precision_of_predictions(
    std::span<const double> truth, std::span<const double> predicted);

}  // namespace assay
