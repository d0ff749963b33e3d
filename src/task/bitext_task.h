#pragma once

#include <memory>

#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The protocol `bitext`: find the translation of every sentence (docs/protocols.md). Settings read
// from `info`: parallel_subsets. With that the loader is asked for the subset "default": one table
// with a column per language, for all subsets "<language>-<language>"; every language is encoded
// once per split and model.
[[nodiscard]] std::unique_ptr<Task> make_bitext_task(TaskInfo info, RowLoader load);

}  // namespace assay
