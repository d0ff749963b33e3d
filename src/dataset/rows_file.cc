// Which reader a file of rows gets.
#include <array>

#include "assay/dataset.h"
#include "assay/error.h"
#include "base/line_reader.h"
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

// A new format is a line here and a parser beside this file.
struct Format {
  const char* ending;
  RowTable (*read)(const fs::path& file);
};
constexpr std::array kFormats{Format{".jsonl", read_jsonl_rows},
                              Format{".jsonl.gz", read_jsonl_rows}};

}  // namespace

RowTable read_rows(const fs::path& file) {
  const std::string name = file.filename().string();
  std::string endings;
  for (const Format& format : kFormats) {
    if (name.ends_with(format.ending)) {
      RowTable table = format.read(file);
      table.facts["rows"] = table.rows();
      return table;
    }
    endings += std::string(endings.empty() ? "" : ", ") + format.ending;
  }
  throw Error(ErrorKind::kUsage, file.string() + ": a file of rows ends in one of " + endings);
}

std::optional<fs::path> find_rows_file(const fs::path& folder, const std::string& split) {
  for (const Format& format : kFormats) {
    fs::path file = folder / (split + format.ending);
    std::error_code absent;
    if (fs::exists(file, absent)) return file;
  }
  return std::nullopt;
}

}  // namespace assay
