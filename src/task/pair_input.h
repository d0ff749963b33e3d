#pragma once

#include <string>
#include <utility>

#include "assay/encoder.h"
#include "task/row_evaluation.h"

namespace assay {

// The role that a setting such as "input1_prompt_type" states: null = Role::kNone. Throws
// Error{kBadData} for anything but null, "query" and "document".
[[nodiscard]] Role role_of(const TaskInfo& info, const char* setting);

// The vectors of two columns of texts, each side encoded by itself, with the roles that the task
// states for them.
[[nodiscard]] std::pair<Matrix, Matrix> encode_pairs(RowEvaluation& evaluation,
                                                     const TaskInfo& info, const RowTable& rows,
                                                     const std::string& first_column,
                                                     const std::string& second_column);

// Notes in the facts why `score` is null: {"undefined": {"<score>": "<reason>"}}.
void note_undefined(Evaluation& evaluation, const std::string& score, const std::string& reason);

// {"ids": [0, 1, ...]}: what per_query tables of rows begin with.
[[nodiscard]] Json table_of_rows(std::size_t rows);

}  // namespace assay
