#pragma once

#include <functional>

#include "assay/json.h"
#include "base/line_reader.h"

namespace assay {

// Parses one line of a JSON Lines file. Throws Error{kBadData} that starts with `where` and names
// the byte when the line is not UTF-8 or not a JSON object. Of a key that stands twice the last
// value counts, as in Python.
[[nodiscard]] Json parse_json_line(std::string_view line, const std::string& where);

// Calls `row` with the object of every line that holds more than white space.
void for_each_json_line(LineReader& reader, const std::function<void(const Json&)>& row);

}  // namespace assay
