#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/line_reader.h"

namespace assay {

struct QrelsRow {
  std::string_view query_id;
  std::string_view document_id;
  std::int32_t relevance = 0;
};

// Calls `row` for every line of a BEIR qrels file: query id, document id and an integer, with tabs
// between. A first line whose last field is "score" or whose first is "query-id" is a header; empty
// lines are skipped. The views live until `row` returns. Throws Error{kBadData} with file and line
// for anything else.
void for_each_qrels_row(LineReader& reader, const std::function<void(const QrelsRow&)>& row);

}  // namespace assay
