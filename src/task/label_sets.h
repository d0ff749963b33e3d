#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/dataset.h"

namespace assay {

// The lists of labels of two tables. Labels have numbers: first those of evaluated rows, sorted
// (numbers by value, strings by code point), then those that only training rows have.
struct LabelSets {
  std::vector<std::vector<std::uint32_t>> train;
  std::vector<std::vector<std::uint32_t>> evaluated;
  std::size_t num_labels = 0;            // all in all
  std::size_t num_evaluated_labels = 0;  // those that evaluated rows have
};

// Throws Error{kBadData} naming the row for a value that is not a list of labels as LabelReader
// takes them.
[[nodiscard]] LabelSets label_sets(const RowTable& train, const RowTable& evaluated,
                                   const std::string& column);

}  // namespace assay
