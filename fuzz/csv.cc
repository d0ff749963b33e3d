// Any bytes as a CSV or JSON file: a table whose columns are equally long, or an Error. Where the
// bytes are cut into pieces makes no difference.
#include "dataset/csv.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "assay/error.h"
#include "dataset/json_rows.h"

namespace {

using Records = std::vector<std::vector<std::string>>;

std::optional<Records> parse(std::string_view bytes, std::size_t piece) {
  Records records;
  assay::CsvParser parser(',', "input",
                          [&](std::vector<std::string>& fields) { records.push_back(fields); });
  try {
    for (std::size_t i = 0; i < bytes.size(); i += piece) parser.parse(bytes.substr(i, piece));
    parser.finish();
  } catch (const assay::Error&) {
    return std::nullopt;
  }
  return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto records = parse(bytes, size + 1)) {
    // A byte order mark is looked for in the first piece only, so that one has to hold it.
    if (size > 0 && !bytes.starts_with('\xEF') && parse(bytes, 1) != records) std::abort();
    for (const auto& record : *records) (void)assay::infer_csv_column(record);
  }
  try {
    const assay::RowTable table = assay::parse_json_rows(bytes, "input");
    for (const std::string& name : table.column_names()) {
      if (table.column(name).size() != table.rows()) std::abort();
    }
  } catch (const assay::Error&) {
  }
  return 0;
}
