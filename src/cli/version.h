#pragma once

#include <string>

namespace assay::cli {

// "assay 0.1.0", then commit, compiler and the instruction set in use, one a line.
[[nodiscard]] std::string print_version();

}  // namespace assay::cli
