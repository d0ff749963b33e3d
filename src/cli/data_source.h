#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "assay/task.h"

namespace assay::cli {

// Data from `data_root` ("" = none), else from the hub.
[[nodiscard]] DataOptions make_data_options(std::string data_root, Progress& progress,
                                            std::stop_token stop);

// Brings the data of a task from the hub into its cache and returns the folder. Throws
// Error{kUsage} for a task without a data set of its own, and what fetch_from_hub throws.
[[nodiscard]] std::filesystem::path fetch_task_data(const TaskInfo& task, Progress& progress,
                                                    std::stop_token stop);

}  // namespace assay::cli
