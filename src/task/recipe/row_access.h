#pragma once

#include <string>

#include "assay/dataset.h"

// Values of rows that a recipe needs to be of one kind. All throw Error{kBadData} with data set, row and column for another.
namespace assay::recipe {

// The text of a column.
[[nodiscard]] const std::string& text(const RowTable& table, const char* column, std::size_t row);
// A string as it is, an integer in digits.
[[nodiscard]] std::string id(const RowTable& table, const char* column, std::size_t row);
// The value of a key of an object.
[[nodiscard]] const Json& member(const RowTable& table, const char* column, std::size_t row,
                                 const char* key);
// Dataset.shuffle(seed=42), and of that the first `most` rows.
void shuffle_rows(RowTable& table, std::size_t most);

}  // namespace assay::recipe
