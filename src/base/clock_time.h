#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>

namespace assay {

// Of seconds since 1970. Years before 1970 and after 2200 count as these: nanoseconds in 64 bits, which the clock counts in,
// reach from 1677 to 2262, and the difference of two such times has to be one, too.
[[nodiscard]] inline std::chrono::system_clock::time_point to_clock_time(std::time_t seconds) {
  constexpr std::time_t kYear2200 = 7'258'118'400;
  return std::chrono::system_clock::from_time_t(std::clamp<std::time_t>(seconds, 0, kYear2200));
}

}  // namespace assay
