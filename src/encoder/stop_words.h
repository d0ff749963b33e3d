#pragma once

#include <span>
#include <string_view>

namespace assay {

// The stop words that bm25s has for a language, sorted by bytes. Keys: de en es fr it nl no pt ru
// sv zh; empty for others.
[[nodiscard]] std::span<const std::string_view> stop_words(std::string_view key);

}  // namespace assay
