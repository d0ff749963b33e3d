#pragma once

#include <functional>
#include <memory>
#include <string>

#include "assay/dataset.h"
#include "assay/task.h"

namespace assay {

// Reads the data of one (split, subset). Throws Error.
using RetrievalLoader =
    std::function<RetrievalData(const std::string& split, const std::string& subset)>;

// The protocol `retrieval`: search or re-rank, score (docs/metrics.md). Settings read from `info`:
// k_values, ignore_identical_ids, skip_first_result. Throws Error{kBadData} when those make no
// sense.
[[nodiscard]] std::unique_ptr<Task> make_retrieval_task(TaskInfo info, RetrievalLoader load);

}  // namespace assay
