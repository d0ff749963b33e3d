#pragma once

#include <cstdint>
#include <vector>

#include "assay/dataset.h"

namespace assay {

// The true groups of some texts at one level of a hierarchy.
struct LabelLevel {
  std::vector<std::uint32_t> rows;    // texts that count at this level, ascending
  std::vector<std::uint32_t> groups;  // of each of them: 0, 1, ... in the order of first occurrence
  std::uint32_t num_groups = 0;
};

// The levels of `labels`, one a text: a number or a string (one level), or a list of those from the
// top of the hierarchy down. There are as many levels as the longest list, at most `max_depth`
// (0 = no bound). Of texts without a label at a level, mteb (and so this) keeps those of string
// labels as one more group "-1" and drops those of number labels, as it does with the number -1.
// Throws Error{kBadData} naming `rows` and `column` for other values and when numbers and strings
// stand together at a level. REQUIRES: labels.size() = rows.rows().
[[nodiscard]] std::vector<LabelLevel> label_levels(const RowTable& rows, const std::string& column,
                                                   std::size_t max_depth);

// The same for labels that are no lists: one level, every label counts, -1 too.
[[nodiscard]] LabelLevel group_labels(const RowTable& rows, const std::string& column);

}  // namespace assay
