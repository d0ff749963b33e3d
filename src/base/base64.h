#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

// The bytes that standard base64 text (RFC 4648 section 4) stands for; padding at the end may be
// missing. nullopt when there is another character, or bits are left over.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);
// The other way round, padded.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

}  // namespace assay
