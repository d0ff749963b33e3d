#pragma once

#include <string>
#include <string_view>

namespace assay {

// Text that stands in HTML, XML or a quoted attribute of them as itself. Control characters that XML
// does not know become spaces.
[[nodiscard]] std::string escape_markup(std::string_view text);

}  // namespace assay
