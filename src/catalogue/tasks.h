#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/json.h"

// What a list of all tasks needs, read from the catalogue entry without building its TaskInfo.
namespace assay {

// sample_count of the task of this entry.
[[nodiscard]] std::optional<std::uint64_t> entry_sample_count(const Json& entry);
// All languages of its subsets, each once, in the order of their first use.
[[nodiscard]] std::vector<std::string> entry_languages(const Json& entry);

}  // namespace assay
