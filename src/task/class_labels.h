#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/dataset.h"

namespace assay {

// The labels of two tables as numbers of classes: the sorted distinct labels of both, numbers by
// value, strings by code point.
struct ClassLabels {
  std::vector<std::uint32_t> train;
  std::vector<std::uint32_t> evaluated;
  std::size_t num_classes = 0;
  // The label of each class where labels are numbers; empty where they are strings.
  std::vector<double> values;
};

// Throws Error{kBadData} naming the row for a label that LabelReader does not take.
[[nodiscard]] ClassLabels class_labels(const RowTable& train, const RowTable& evaluated,
                                       const std::string& column);

}  // namespace assay
