// Which reader a file of rows gets.
#include <array>

#include "assay/dataset.h"
#include "assay/error.h"
#include "base/line_reader.h"
#include "dataset/csv.h"
#include "dataset/json_rows.h"
#include "dataset/jsonl.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

RowTable read_jsonl_rows(const fs::path& file) {
  RowTable table(file.string());
  LineReader reader(file);
  for_each_json_line(reader, [&](const Json& row) { table.add_row(row); });
  table.facts["data_sha256"] = reader.content_sha256();
  return table;
}

RowTable read_comma_rows(const fs::path& file) { return read_csv_rows(file, {.separator = ','}); }
RowTable read_tab_rows(const fs::path& file) { return read_csv_rows(file, {.separator = '\t'}); }

// A new format is a line here and a parser beside this file. In the order in which find_rows_file
// looks.
struct Format {
  const char* ending;
  RowTable (*read)(const fs::path& file);
};
constexpr std::array kFormats{
    Format{".jsonl", read_jsonl_rows},
    Format{".json", read_json_rows},
    Format{".csv", read_comma_rows},
    Format{".tsv", read_tab_rows},
};
// What may stand behind the ending of a text format.
constexpr std::array kPackings{"", ".gz", ".zst"};

}  // namespace

RowTable read_rows(const fs::path& file) {
  const std::string name = file.filename().string();
  std::string endings;
  for (const Format& format : kFormats) {
    for (const char* packing : kPackings) {
      if (!name.ends_with(std::string(format.ending) + packing)) continue;
      RowTable table = format.read(file);
      table.facts["rows"] = table.rows();
      return table;
    }
    endings += std::string(endings.empty() ? "" : ", ") + format.ending;
  }
  throw Error(ErrorKind::kUsage, file.string() + ": a file of rows ends in one of " + endings +
                                     ", with .gz or .zst behind it or not");
}

std::optional<fs::path> find_rows_file(const fs::path& folder, const std::string& split) {
  for (const Format& format : kFormats) {
    for (const char* packing : kPackings) {
      fs::path file = folder / (split + format.ending + packing);
      std::error_code absent;
      if (fs::exists(file, absent)) return file;
    }
  }
  return std::nullopt;
}

}  // namespace assay
