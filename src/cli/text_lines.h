#pragma once

#include <string>
#include <vector>

namespace assay::cli {

// The texts of a file, one a line, or of standard input for "" and "-". With `json_lines` each line
// is a JSON string, so that a text can hold line feeds. An empty line is an empty text. Throws
// Error: kUnavailable when it cannot be read, kBadData naming the line that is not UTF-8 or not a
// JSON string.
[[nodiscard]] std::vector<std::string> read_texts(const std::string& path, bool json_lines);

}  // namespace assay::cli
