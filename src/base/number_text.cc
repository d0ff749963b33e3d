#include "base/number_text.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace assay {
namespace {

std::string print(const char* format, int decimals, double value) {
  std::array<char, 400> text{};  // the largest double has 309 digits
  std::snprintf(text.data(), text.size(), format, decimals, value);
  return text.data();
}

// The power of ten of the first of three digits, after rounding to them.
int exponent_of(double value) {
  const std::string text = print("%.*e", 2, value);
  return std::atoi(text.c_str() + text.find('e') + 1);
}

}  // namespace

std::string print_grouped(double number) {
  const std::string digits = std::to_string(std::llround(number));
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') grouped += ',';
    grouped += digits[i];
  }
  return grouped;
}

std::string print_short(double value) {
  if (value == 0) return "0";
  const int decimals = 2 - exponent_of(value);
  return decimals <= 0 ? print_grouped(value) : print("%.*f", decimals, value);
}

std::string print_bytes(double bytes) {
  if (bytes >= 1e9) return print_short(bytes / 1e9) + " GB";
  if (bytes >= 1e6) return print_short(bytes / 1e6) + " MB";
  if (bytes >= 1e3) return print_short(bytes / 1e3) + " kB";
  return print_grouped(bytes) + " B";
}

}  // namespace assay
