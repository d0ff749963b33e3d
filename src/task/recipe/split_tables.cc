#include "task/recipe/split_tables.h"

#include <algorithm>

#include "assay/error.h"

namespace assay {

std::vector<std::string> SplitTables::names() const {
  std::vector<std::string> names;
  for (const auto& [name, table] : splits_) names.push_back(name);
  return names;
}

RowTable* SplitTables::find(std::string_view split) {
  for (auto& [name, table] : splits_) {
    if (name == split) return &table;
  }
  return nullptr;
}

RowTable& SplitTables::need(std::string_view split) {
  if (RowTable* table = find(split)) return *table;
  std::string names;
  for (const auto& [name, table] : splits_) names += (names.empty() ? "" : ", ") + name;
  throw Error(ErrorKind::kBadData, "no split '" + std::string(split) +
                                       "'; there are: " + (names.empty() ? "none" : names));
}

void SplitTables::set(const std::string& split, RowTable table) {
  if (RowTable* known = find(split)) {
    *known = std::move(table);
  } else {
    splits_.emplace_back(split, std::move(table));
  }
}

void SplitTables::keep_only(const std::vector<std::string>& splits) {
  std::erase_if(splits_, [&](const auto& one) {
    return std::ranges::find(splits, one.first) == splits.end();
  });
}

}  // namespace assay
