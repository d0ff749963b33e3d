#pragma once

#include <string>
#include <string_view>

#include "assay/json.h"

namespace assay {

// The first document of a YAML text as JSON, with the types that PyYAML's safe loader gives plain scalars (YAML 1.1: yes,
// no, on, off are booleans; ~ and nothing are null); keys are strings as they are written. Anchors are followed. Throws
// Error{kBadData} "WHERE:<line>: ..." for what is not YAML, a key that stands twice, nesting deeper than 64, or more than
// a million values.
[[nodiscard]] Json parse_yaml(std::string_view text, const std::string& where);

// The YAML block in front of a README of the hub: what is between a first line "---" and the next such line; "" when there
// is none.
[[nodiscard]] std::string_view yaml_front_matter(std::string_view readme);

}  // namespace assay
