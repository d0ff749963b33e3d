#include <array>
#include <cmath>
#include <cstdio>

#include "assay/report.h"
#include "base/number_text.h"

namespace assay {

std::string print_percent(const std::optional<double>& fraction) {
  if (!fraction) return "-";
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.2f", *fraction * 100);
  return text.data();
}

std::string print_duration(double seconds) {
  std::array<char, 64> text{};
  const long whole = std::lround(seconds);
  if (seconds < 9.95) {
    std::snprintf(text.data(), text.size(), "%.1f s", seconds);
  } else if (whole < 60) {
    std::snprintf(text.data(), text.size(), "%ld s", whole);
  } else if (whole < 3600) {
    std::snprintf(text.data(), text.size(), "%ld min %02ld s", whole / 60, whole % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%ld h %02ld min", whole / 3600, whole / 60 % 60);
  }
  return text.data();
}

std::string print_count(double count) { return print_grouped(count); }

}  // namespace assay
