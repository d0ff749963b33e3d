#include "run/rounding.h"

#include <array>
#include <charconv>
#include <cmath>

namespace assay {
namespace {

constexpr int kScoreDecimals = 6;

void round_number(Json& value) {
  const double number = value.get<double>();
  if (std::isfinite(number)) {
    value = round_decimals(number, kScoreDecimals);
  } else {
    value = nullptr;
  }
}

}  // namespace

double round_decimals(double value, int decimals) {
  // A double of magnitude 2^53 and more has no decimals.
  if (!std::isfinite(value) || std::abs(value) >= 9007199254740992.0) return value;
  std::array<char, 64> digits{};
  const auto printed = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                     std::chars_format::fixed, decimals);
  double rounded = value;
  std::from_chars(digits.data(), printed.ptr, rounded);
  return rounded;
}

void round_scores(Json& scores) {
  for (Json& value : scores) {
    if (value.is_object()) {
      round_scores(value);
    } else if (value.is_number_float()) {
      round_number(value);
    } else if (value.is_array()) {
      for (Json& element : value) {
        if (element.is_object()) round_scores(element);
        if (element.is_number_float()) round_number(element);
      }
    }
  }
}

}  // namespace assay
