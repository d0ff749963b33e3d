#pragma once

#include <string>
#include <string_view>

#include "assay/json.h"

namespace assay {

// Parses JSON as Python's json module writes it: the bare tokens NaN, Infinity and -Infinity, which
// are not JSON but stand in about one in five published result files, become null. Throws
// Error{kBadData} with `where` and the place of the fault for anything else that is not JSON, and
// for nesting deeper than 64 levels (no result file needs more than 8; printing a document walks it
// recursively, so a hostile one must not get in).
[[nodiscard]] Json parse_lenient_json(std::string_view text, const std::string& where);

}  // namespace assay
