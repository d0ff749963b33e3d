#pragma once

#include <memory>

#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `clustering_legacy`: every row is a set of texts to cluster (docs/protocols.md).
// Settings read from `info`: input_column_name, label_column_name.
[[nodiscard]] std::unique_ptr<Task> make_clustering_legacy_task(TaskInfo info, RowLoader load);

}  // namespace assay
