// Which reader a file of rows gets.
#include <array>

#include "assay/dataset.h"
#include "assay/error.h"
#include "base/line_reader.h"
#include "dataset/csv.h"
#include "dataset/json_rows.h"
#include "dataset/jsonl.h"
#include "dataset/parquet.h"

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

// A new format is a line here and a parser beside this file. In the order in which find_rows_file looks.
struct Format {
  const char* ending;
  RowTable (*read)(const fs::path& file);
  bool may_be_packed;
};
constexpr std::array kFormats{
    Format{".jsonl", read_jsonl_rows, true},  Format{".json", read_json_rows, true},
    Format{".ndjson", read_jsonl_rows, true}, Format{".csv", read_comma_rows, true},
    Format{".tsv", read_tab_rows, true},      Format{".parquet", read_parquet_rows, false},
};
constexpr std::array kPackings{"", ".gz", ".zst"};

// Calls `use` with every format and ending until it returns true; whether it did.
template <typename Use>
bool any_ending(const Use& use) {
  for (const Format& format : kFormats) {
    for (const char* packing : kPackings) {
      if (*packing != '\0' && !format.may_be_packed) break;
      if (use(format, std::string(format.ending) + packing)) return true;
    }
  }
  return false;
}

const Format& format_of(const fs::path& file) {
  const Format* found = nullptr;
  const std::string name = file.filename().string();
  (void)any_ending([&](const Format& format, const std::string& ending) {
    if (name.ends_with(ending)) found = &format;
    return found != nullptr;
  });
  if (found != nullptr) return *found;
  std::string endings;
  for (const Format& format : kFormats) {
    endings += std::string(endings.empty() ? "" : ", ") + format.ending;
  }
  throw Error(ErrorKind::kUsage, file.string() + ": a file of rows ends in one of " + endings +
                                     "; .gz or .zst may stand behind all but the last");
}

// Lines at a time: enough to be fast, little enough to stay small.
constexpr std::size_t kLinesOfAPiece = 8192;

void for_each_jsonl_piece(const fs::path& file, const std::function<void(RowTable&)>& take) {
  LineReader reader(file);
  RowTable piece(file.string());
  bool any = false;
  const auto hand_out = [&] {
    take(piece);
    piece = RowTable(file.string());
    any = true;
  };
  for_each_json_line(reader, [&](const Json& row) {
    piece.add_row(row);
    if (piece.rows() == kLinesOfAPiece) hand_out();
  });
  if (piece.rows() > 0 || !any) hand_out();
}

}  // namespace

RowTable read_rows(const fs::path& file) {
  RowTable table = format_of(file).read(file);
  table.facts["rows"] = table.rows();
  return table;
}

bool is_rows_file(const fs::path& file) {
  return any_ending([name = file.filename().string()](const Format&, const std::string& ending) {
    return name.ends_with(ending);
  });
}

void for_each_piece_of_rows(const fs::path& file, const std::function<void(RowTable&)>& take) {
  const Format& format = format_of(file);
  if (format.read == read_parquet_rows) return for_each_parquet_piece(file, take);
  if (format.read == read_jsonl_rows) return for_each_jsonl_piece(file, take);
  RowTable table = format.read(file);
  take(table);
}

std::optional<fs::path> find_rows_file(const fs::path& folder, const std::string& split) {
  std::optional<fs::path> found;
  (void)any_ending([&](const Format&, const std::string& ending) {
    const fs::path file = folder / (split + ending);
    std::error_code absent;
    if (fs::exists(file, absent)) found = file;
    return found.has_value();
  });
  return found;
}

}  // namespace assay
