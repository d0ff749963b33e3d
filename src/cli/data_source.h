#pragma once

#include <stop_token>
#include <string>

#include "assay/task.h"

namespace assay::cli {

// Data from `data_root` ("" = none), else from the hub. `progress` outlives the options.
[[nodiscard]] DataOptions make_data_options(std::string data_root, Progress& progress,
                                            std::stop_token stop);

// Of --data. Throws Error{kUsage} when there is nothing at `path`.
void check_own_data(const std::string& path);

}  // namespace assay::cli
