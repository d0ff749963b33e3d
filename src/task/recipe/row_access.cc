#include "task/recipe/row_access.h"

#include <algorithm>
#include <vector>

#include "assay/error.h"
#include "math/numpy_random.h"
#include "task/recipe/retrieval_parts.h"

namespace assay::recipe {
namespace {

constexpr std::uint64_t kSeed = 42;

}  // namespace

const std::string& text(const RowTable& table, const char* column, std::size_t row) {
  const Json& value = table.column(column)[row];
  if (!value.is_string()) {
    throw Error(ErrorKind::kBadData,
                table.place(row, column) + ": expected a string, found " + value.type_name());
  }
  return value.get_ref<const std::string&>();
}

std::string id(const RowTable& table, const char* column, std::size_t row) {
  return id_text(table.column(column)[row], table.place(row, column));
}

const Json& member(const RowTable& table, const char* column, std::size_t row, const char* key) {
  const Json& value = table.column(column)[row];
  if (!value.is_object() || !value.contains(key)) {
    throw Error(ErrorKind::kBadData,
                table.place(row, column) + ": expected an object with the key '" + key + "'");
  }
  return value[key];
}

void shuffle_rows(RowTable& table, std::size_t most) {
  NumpyGenerator generator(kSeed);
  const auto order = generator.permutation(static_cast<std::uint32_t>(table.rows()));
  std::vector<std::size_t> rows(order.begin(), order.end());
  rows.resize(std::min(most, rows.size()));
  table.take_rows(rows);
}

}  // namespace assay::recipe
