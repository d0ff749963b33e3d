#pragma once

#include <cstddef>
#include <string>

namespace assay {

// Hexadecimal digits that nobody else has drawn, for names of orders. REQUIRES: digits <= 64.
[[nodiscard]] std::string random_token(std::size_t digits);

}  // namespace assay
