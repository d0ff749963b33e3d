#include "cli/number_flag.h"

#include <charconv>
#include <cmath>

#include "assay/error.h"

namespace assay::cli {

double parse_positive_number(const std::string& flag, const std::string& text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || read_to != end || !std::isfinite(number) || number <= 0) {
    throw Error(ErrorKind::kUsage, flag + " " + text + ": expected a number above 0");
  }
  return number;
}

std::size_t parse_whole_number(const std::string& flag, const std::string& text) {
  constexpr std::size_t kMost = 1'000'000;
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || read_to != end || number == 0 || number > kMost) {
    throw Error(ErrorKind::kUsage,
                flag + " " + text + ": expected a whole number from 1 to 1000000");
  }
  return number;
}

}  // namespace assay::cli
