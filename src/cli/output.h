#pragma once

#include <string_view>

namespace assay::cli {

// To standard output. Throws Error{kUnavailable} when it does not take it (a full disk, a closed
// pipe).
void print(std::string_view text);
void flush_output();
// Prints `question` and reads a line from standard input: true when it is the word yes. What costs money
// asks so; no flag takes its place.
[[nodiscard]] bool ask_for_yes(std::string_view question);
// To standard error, as it is: what belongs beside the output, not in it.
void print_note(std::string_view text);

}  // namespace assay::cli
