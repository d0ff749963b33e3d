#pragma once

#include <string>
#include <utility>

#include "assay/dataset.h"
#include "assay/error.h"
#include "task/row_evaluation.h"

namespace assay::test {

// A table of `rows`, JSON objects; `where` is its name in messages.
inline RowTable split_table(const std::string& where, const Json& rows) {
  RowTable table(where);
  for (const Json& row : rows) table.add_row(row);
  return table;
}

// Gives the rows of {"<split>": [rows]} for any subset.
inline RowLoader split_loader(Json splits) {
  return [splits = std::move(splits)](const std::string& split, const std::string&) {
    if (!splits.contains(split)) throw Error(ErrorKind::kUnavailable, "there is no split " + split);
    return split_table(split + ".jsonl", splits.at(split));
  };
}

}  // namespace assay::test
