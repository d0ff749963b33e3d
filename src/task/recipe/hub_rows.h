#pragma once

#include "task/recipe/hub_retrieval.h"
#include "task/row_evaluation.h"

namespace assay {

// The rows of a task from its data set on the hub, with the columns that mteb gives them after its own transforms. What was
// made for one subset is kept until another is asked for, so that a task may ask for several splits.
[[nodiscard]] RowLoader make_hub_row_loader(TaskInfo info, DatasetOpener open);

// The configuration of the data set that holds a subset; "" is the default one.
[[nodiscard]] std::string config_of_subset(const TaskInfo& info, const std::string& subset);

}  // namespace assay
