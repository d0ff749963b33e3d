#pragma once

#include <cstddef>
#include <string>

namespace assay::cli {

// The value of a flag that takes a number above 0, such as a price. Throws Error{kUsage} naming the
// flag for anything else.
[[nodiscard]] double parse_positive_number(const std::string& flag, const std::string& text);

// Of a flag that takes a whole number from 1 to 1,000,000.
[[nodiscard]] std::size_t parse_whole_number(const std::string& flag, const std::string& text);

}  // namespace assay::cli
