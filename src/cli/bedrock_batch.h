#pragma once

#include <string>

#include "assay/remote.h"

namespace assay::cli {

// assay bedrock batch list, stop NAME, forget NAME. Returns the exit code. Throws Error as assay/batch.h.
[[nodiscard]] int run_batch_action(const std::string& action, const std::string& name,
                                   const RemoteOptions& options, bool json);

}  // namespace assay::cli
