#pragma once

#include <string_view>

namespace assay {

// The numbers that a model's matrix products are made with. kAuto: the fastest that keeps the scores,
// measured on this machine (docs/models.md).
enum class Precision { kAuto, kF32, kBf16, kI16, kI8 };
// "auto", "f32", "bf16", "i16", "i8".
[[nodiscard]] std::string_view to_string(Precision precision);

}  // namespace assay
