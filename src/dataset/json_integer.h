#pragma once

#include <cstdint>

#include "assay/json.h"

namespace assay {

// The number as the JSON parser would have it: unsigned unless it is negative. So that a value from any format passes the same
// tests of its type.
[[nodiscard]] inline Json json_integer(std::int64_t value) {
  return value < 0 ? Json(value) : Json(static_cast<std::uint64_t>(value));
}

}  // namespace assay
