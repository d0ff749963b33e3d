#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assay/dataset.h"
#include "assay/error.h"
#include "task/row_evaluation.h"

namespace assay::test {

// A table from JSON rows: table_of({R"({"text": "a", "label": 1})", ...}).
inline RowTable table_of(const std::vector<std::string>& rows,
                         const std::string& where = "test.jsonl") {
  RowTable table(where);
  for (const std::string& row : rows) table.add_row(Json::parse(row));
  return table;
}

// Gives the same table for every split and subset.
inline RowLoader loader_of(RowTable table) {
  return [table = std::move(table)](const std::string&, const std::string&) { return table; };
}

// Gives each (split, subset) its own, named "<split>/<subset>"; others are not there.
inline RowLoader loader_of(std::map<std::string, RowTable> tables) {
  return [tables = std::move(tables)](const std::string& split, const std::string& subset) {
    const auto found = tables.find(split + "/" + subset);
    if (found == tables.end()) {
      throw Error(ErrorKind::kUnavailable, split + "/" + subset + ": no such file");
    }
    return found->second;
  };
}

}  // namespace assay::test
