#pragma once

#include <string>

namespace assay {

// Three digits that count, never in scientific notation: "0", "0.00412", "1.35", "812", "1,235".
[[nodiscard]] std::string print_short(double value);
// "48 B", "12.3 MB", "1.20 GB": powers of a thousand.
[[nodiscard]] std::string print_bytes(double bytes);
// Rounded to a whole number, thousands apart: "11,240".
[[nodiscard]] std::string print_grouped(double number);

}  // namespace assay
