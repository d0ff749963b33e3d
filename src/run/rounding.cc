#include "run/rounding.h"

#include <cmath>

#include "base/python_round.h"

namespace assay {
namespace {

constexpr int kScoreDecimals = 6;

void round_number(Json& value) {
  const double number = value.get<double>();
  if (std::isfinite(number)) {
    value = python_round(number, kScoreDecimals);
  } else {
    value = nullptr;
  }
}

}  // namespace

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
