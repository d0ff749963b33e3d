#pragma once

#include <memory>

#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `pair_classification`: how well similarities tell alike pairs from the others
// (docs/protocols.md). Settings read from `info`: input1_column_name, input2_column_name,
// label_column_name, input1_prompt_type, input2_prompt_type.
[[nodiscard]] std::unique_ptr<Task> make_pair_classification_task(TaskInfo info, RowLoader load);

}  // namespace assay
