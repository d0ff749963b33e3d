#include "task/label.h"

#include <cmath>
#include <optional>

#include "assay/error.h"

namespace assay {
namespace {

std::optional<Label> label_of(const Json& value) {
  // Larger whole numbers are not all distinct as doubles.
  constexpr double kLargest = 0x1p53;
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? 1.0 : 0.0;
  if (value.is_number()) {
    const auto number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) <= kLargest) return number;
  }
  return std::nullopt;
}

}  // namespace

Label LabelReader::read(const Json& value, const RowTable& rows, std::size_t row) {
  const auto fail = [&](const std::string& problem) {
    throw Error(ErrorKind::kBadData, rows.place(row, column_) + ": " + problem);
  };
  std::optional<Label> label = label_of(value);
  if (value.is_null()) fail("the label is missing");
  if (!label) fail(value.dump() + " is no label: neither a whole number nor a string");
  if (kind_ == std::variant_npos) kind_ = label->index();
  if (label->index() != kind_) {
    fail("the label " + value.dump() +
         (kind_ == 0 ? " is a string, those before are numbers"
                     : " is a number, those before are strings"));
  }
  return *std::move(label);
}

}  // namespace assay
