#pragma once

#include <cstdint>

namespace assay {

// IEEE 754 binary16, as bits. Rounds to nearest, ties to even; beyond 65,504 becomes infinite.
[[nodiscard]] std::uint16_t to_half(float value);
[[nodiscard]] float from_half(std::uint16_t bits);

}  // namespace assay
