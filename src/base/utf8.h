#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

// The code point that starts at `text[position]`; moves `position` behind it.
// REQUIRES: `text` is valid UTF-8, `position` is the start of a code point in it.
[[nodiscard]] char32_t decode_utf8(std::string_view text, std::size_t& position);
// Appends `code_point` to `text`. REQUIRES: a Unicode scalar value.
void append_utf8(std::string& text, char32_t code_point);

// Position of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7: no
// surrogates, no overlong forms, nothing past U+10FFFF); npos when there is none.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view bytes);

// Python's str.isspace() for one character.
[[nodiscard]] bool is_python_space(char32_t code_point);
// Python's str.strip(): without white space at both ends. REQUIRES: valid UTF-8.
[[nodiscard]] std::string_view python_strip(std::string_view text);

}  // namespace assay
