#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// Which labels rows have: values[row * labels + label] is 1 or 0.
struct LabelMatrix {
  std::size_t rows = 0;
  std::size_t labels = 0;
  std::vector<std::uint8_t> values;

  // REQUIRES: i < rows.
  [[nodiscard]] std::span<const std::uint8_t> row(std::size_t i) const {
    return std::span(values).subspan(i * labels, labels);
  }
};

// |both| / |either|, the Jaccard index of two sets of labels, 1 when both are empty. mteb calls its
// mean the Hamming score.
[[nodiscard]] double label_overlap(std::span<const std::uint8_t> truth,
                                   std::span<const std::uint8_t> predicted);

// The label ranking average precision of a row with the predictions as scores: the mean, over the
// true labels t, of (true labels scored as high as t or higher) / (labels scored so). 1 when the row
// has no label or all of them.
[[nodiscard]] double label_ranking_precision(std::span<const std::uint8_t> truth,
                                             std::span<const std::uint8_t> predicted);

// All in [0, 1].
struct MultilabelScores {
  double accuracy = 0;  // share of rows whose labels are all right
  double lrap = 0;      // mean of label_ranking_precision
  double f1 = 0;        // mean over the labels of 2 tp / (2 tp + fp + fn), 0 when that is 0 / 0
  double hamming = 0;   // mean of label_overlap
};
// REQUIRES: the same shape, at least one row and one label.
[[nodiscard]] MultilabelScores multilabel_scores(const LabelMatrix& truth,
                                                 const LabelMatrix& predicted);

}  // namespace assay
