#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::cli {

// True when each of `words` is a part of `text`, letters' case ignored.
[[nodiscard]] bool has_all_words(std::string_view text, const std::vector<std::string>& words);

}  // namespace assay::cli
