#pragma once

#include <string_view>

namespace assay::cli {

// To standard output. Throws Error{kUnavailable} when it does not take it (a full disk, a closed
// pipe).
void print(std::string_view text);
void flush_output();

}  // namespace assay::cli
