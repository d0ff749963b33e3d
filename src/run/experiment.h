#pragma once

#include <string>

#include "assay/json.h"

namespace assay {

// mteb's name for the folder of results made with unusual settings: "key_value" for each setting,
// sorted by key, joined with "__"; characters that a file name cannot hold become "_", and a name
// that is too long a hash. "" without settings. REQUIRES: an object of strings and numbers.
[[nodiscard]] std::string experiment_name(const Json& settings);

}  // namespace assay
