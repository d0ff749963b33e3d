#pragma once

#include <string>
#include <vector>

namespace assay {

// Runs a program without a shell and returns what it writes to its standard output, at most 1 MB of it. Its
// standard error is this process's own. Throws Error{kUnavailable} when it cannot be started or does not
// end with 0.
[[nodiscard]] std::string run_program(const std::vector<std::string>& words);

}  // namespace assay
