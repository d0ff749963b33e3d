#include "net/http_date.h"

#include "base/clock_time.h"
#include "net/curl_library.h"

namespace assay {

std::optional<std::chrono::system_clock::time_point> parse_http_date(const std::string& text) {
  // curl_getdate takes "12" and the like for dates: ours begin with the day of the week.
  if (text.size() < 16 || text.find(' ') == std::string::npos) return std::nullopt;
  const std::time_t seconds = curl().getdate(text.c_str(), nullptr);
  if (seconds == -1) return std::nullopt;
  return to_clock_time(seconds);
}

}  // namespace assay
