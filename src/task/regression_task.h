#pragma once

#include <memory>

#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `regression`: least squares on a stratified sample, several times
// (docs/protocols.md). Settings read from `info`: input_column_name, label_column_name, train_split,
// n_samples, n_experiments. Throws Error{kBadData} when those make no sense.
[[nodiscard]] std::unique_ptr<Task> make_regression_task(TaskInfo info, RowLoader load);

}  // namespace assay
