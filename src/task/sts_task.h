#pragma once

#include <memory>

#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `sts`: correlation of the similarity of pairs with what people said
// (docs/protocols.md). Settings read from `info`: column_names, min_score, max_score,
// input1_prompt_type, input2_prompt_type.
[[nodiscard]] std::unique_ptr<Task> make_sts_task(TaskInfo info, RowLoader load);

}  // namespace assay
