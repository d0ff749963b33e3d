#pragma once

#include <string>

#include "assay/task.h"

namespace assay::cli {

// Data from `data_root` ("" = none).
[[nodiscard]] DataOptions make_data_options(std::string data_root);

}  // namespace assay::cli
