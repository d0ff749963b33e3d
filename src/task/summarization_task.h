#pragma once

#include <memory>

#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `summarization`: does the similarity of machine-written summaries to human ones
// follow what people think of them (docs/protocols.md). Settings read from `info`: min_score,
// max_score, human_summaries_column_name, machine_summaries_column_name, relevancy_column_name,
// evaluator.
[[nodiscard]] std::unique_ptr<Task> make_summarization_task(TaskInfo info, RowLoader load);

}  // namespace assay
