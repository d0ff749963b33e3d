#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "assay/dataset.h"

namespace assay {

// A label: a whole number or a string; ordered by value, strings by code point.
using Label = std::variant<double, std::string>;

// Reads the labels of a column, which all have to be of the same kind, in whatever tables they
// stand.
class LabelReader {
 public:
  explicit LabelReader(std::string column) : column_(std::move(column)) {}

  // `value` stands in `row` of the table. true and false count as 1 and 0, 2.0 as 2. Throws
  // Error{kBadData} naming the row when the label is missing, neither a whole number nor a string,
  // or not of the kind of those before.
  [[nodiscard]] Label read(const Json& value, const RowTable& rows, std::size_t row);

 private:
  std::string column_;
  std::size_t kind_ = std::variant_npos;
};

}  // namespace assay
