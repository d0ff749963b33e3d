#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace assay {

// A date of an HTTP header in any of its forms ("Sun, 06 Nov 1994 08:49:37 GMT"); nullopt when it
// is none.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parse_http_date(
    const std::string& text);

}  // namespace assay
