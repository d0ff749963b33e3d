#include <algorithm>
#include <cmath>
#include <iterator>

#include "assay/dataset.h"
#include "assay/error.h"

namespace assay {
namespace {

[[noreturn]] void refuse(const std::string& place, const std::string& expected, const Json& found) {
  throw Error(ErrorKind::kBadData,
              place + ": expected " + expected + ", found " + found.type_name());
}

}  // namespace

const RowTable::Column* RowTable::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(columns_, name, &Column::name);
  return found == columns_.end() ? nullptr : &*found;
}

RowTable::Column* RowTable::find(std::string_view name) noexcept {
  const auto found = std::ranges::find(columns_, name, &Column::name);
  return found == columns_.end() ? nullptr : &*found;
}

RowTable::Column& RowTable::find_or_add(const std::string& name, std::size_t rows) {
  if (Column* column = find(name)) return *column;
  return columns_.emplace_back(Column{name, std::vector<Json>(rows)});
}

void RowTable::refuse_column(std::string_view name) const {
  std::string names;
  for (const Column& column : columns_) names += (names.empty() ? "" : ", ") + column.name;
  throw Error(ErrorKind::kBadData, where_ + ": no column '" + std::string(name) +
                                       "'; there are: " + (names.empty() ? "none" : names));
}

std::vector<std::string> RowTable::column_names() const {
  std::vector<std::string> names;
  for (const Column& column : columns_) names.push_back(column.name);
  return names;
}

bool RowTable::has_column(std::string_view name) const noexcept { return find(name) != nullptr; }

const std::vector<Json>& RowTable::column(std::string_view name) const {
  const Column* found = find(name);
  if (found == nullptr) refuse_column(name);
  return found->values;
}

std::vector<Json>& RowTable::mutable_column(std::string_view name) {
  Column* found = find(name);
  if (found == nullptr) refuse_column(name);
  return found->values;
}

void RowTable::set_column(const std::string& name, std::vector<Json> values) {
  if (!columns_.empty() && values.size() != rows()) {
    throw Error(ErrorKind::kBadData, where_ + ": column '" + name + "' has " +
                                         std::to_string(values.size()) + " values, the others " +
                                         std::to_string(rows()));
  }
  find_or_add(name, 0).values = std::move(values);
}

void RowTable::drop_column(std::string_view name) {
  std::erase_if(columns_, [&](const Column& column) { return column.name == name; });
}

void RowTable::take_rows(std::span<const std::size_t> order) {
  for (Column& column : columns_) {
    std::vector<Json> taken;
    taken.reserve(order.size());
    for (const std::size_t row : order) taken.push_back(column.values[row]);
    column.values = std::move(taken);
  }
}

void RowTable::add_row(const Json& object) {
  const std::size_t before = rows();
  for (const auto& [key, value] : object.items()) {
    find_or_add(key, before).values.push_back(value);
  }
  for (Column& column : columns_) column.values.resize(before + 1);
}

void RowTable::append(RowTable&& more) {
  if (columns_.empty()) {
    columns_ = std::move(more.columns_);
    class_names = std::move(more.class_names);
    return;
  }
  const std::size_t before = rows();
  const std::size_t added = more.rows();
  for (Column& column : more.columns_) {
    std::vector<Json>& values = find_or_add(column.name, before).values;
    values.insert(values.end(), std::make_move_iterator(column.values.begin()),
                  std::make_move_iterator(column.values.end()));
  }
  for (Column& column : columns_) column.values.resize(before + added);
  class_names.merge(more.class_names);
}

std::string RowTable::place(std::size_t row, std::string_view column) const {
  return where_ + ": row " + std::to_string(row + 1) + ", column '" + std::string(column) + "'";
}

std::vector<std::string> RowTable::strings(std::string_view name) const {
  const std::vector<Json>& values = column(name);
  std::vector<std::string> strings;
  strings.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].is_string()) refuse(place(i, name), "a string", values[i]);
    strings.push_back(values[i].get<std::string>());
  }
  return strings;
}

std::vector<double> RowTable::numbers(std::string_view name) const {
  const std::vector<Json>& values = column(name);
  std::vector<double> numbers;
  numbers.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].is_boolean()) {
      numbers.push_back(values[i].get<bool>() ? 1 : 0);
    } else if (values[i].is_number() && std::isfinite(values[i].get<double>())) {
      numbers.push_back(values[i].get<double>());
    } else {
      refuse(place(i, name), "a finite number", values[i]);
    }
  }
  return numbers;
}

std::vector<std::vector<std::string>> RowTable::string_lists(std::string_view name) const {
  const std::vector<Json>& values = column(name);
  std::vector<std::vector<std::string>> lists;
  lists.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].is_array()) refuse(place(i, name), "a list of strings", values[i]);
    std::vector<std::string>& list = lists.emplace_back();
    for (const Json& value : values[i]) {
      if (!value.is_string()) refuse(place(i, name), "a list of strings", value);
      list.push_back(value.get<std::string>());
    }
  }
  return lists;
}

}  // namespace assay
