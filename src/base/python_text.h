#pragma once

#include <string>
#include <string_view>

namespace assay {

// Text operations with Python's results, for what has to give a Python program's numbers. The
// tables follow Unicode 14 (Python 3.11); tools/make_python_text_tables.py makes them. REQUIRES
// everywhere: valid UTF-8.

// Does \w of Python's re match this character (a letter, a number of any kind, or an underscore)?
[[nodiscard]] bool is_python_word_character(char32_t code_point);

// Python's str.lower(): full mapping, with the final form of sigma and i + dot above for U+0130.
[[nodiscard]] std::string python_lower(std::string_view text);

}  // namespace assay
