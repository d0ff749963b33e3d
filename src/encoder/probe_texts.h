#pragma once

#include <span>
#include <string_view>

namespace assay {

// Texts on which a faster precision is compared with f32 before it is used: short and long, prose,
// tables, code, several scripts, written for this purpose. They decide `auto`; changing them changes
// choices.
[[nodiscard]] std::span<const std::string_view> probe_texts();

}  // namespace assay
