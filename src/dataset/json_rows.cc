#include "dataset/json_rows.h"

#include <vector>

#include "assay/error.h"
#include "base/line_reader.h"
#include "base/sha256.h"
#include "base/unpacked_file.h"
#include "base/utf8.h"
#include "dataset/jsonl.h"

namespace assay {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSpace = " \t\r\n";

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, where + ": " + what);
}

Json parse_whole(std::string_view bytes, const std::string& where) {
  if (const std::size_t byte = find_invalid_utf8(bytes); byte != std::string_view::npos) {
    fail(where, "byte " + std::to_string(byte + 1) + " is not UTF-8");
  }
  try {
    return Json::parse(bytes.begin(), bytes.end());
  } catch (const Json::exception& error) {
    const auto* parse_error = dynamic_cast<const Json::parse_error*>(&error);
    fail(where, "is not JSON" + (parse_error == nullptr
                                     ? std::string()
                                     : " (at byte " + std::to_string(parse_error->byte) + ")"));
  }
}

RowTable rows_of_list(const Json& list, const std::string& where) {
  RowTable table(where);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].is_string()) {
      table.add_row(Json{{"text", list[i]}});
    } else if (list[i].is_object()) {
      table.add_row(list[i]);
    } else {
      fail(where + ": row " + std::to_string(i + 1),
           std::string("expected an object, found ") + list[i].type_name());
    }
  }
  return table;
}

RowTable rows_of_columns(const Json& columns, const std::string& where) {
  RowTable table(where);
  for (const auto& [name, values] : columns.items()) {
    if (!values.is_array()) {
      fail(where, "expected a list of objects, or an object of columns, each a list; '" + name +
                      "' is " + values.type_name());
    }
    table.set_column(name, values.get<std::vector<Json>>());
  }
  return table;
}

// One object on the first line: a row of JSON lines, for the `datasets` library too.
bool starts_with_a_row(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  return Json::accept(line.begin(), line.end());
}

bool is_list_of_objects(const Json& value) {
  return value.is_array() && !value.empty() && value.front().is_object();
}

RowTable rows_of_object(const Json& object, const std::string& where) {
  const auto data = object.find("data");
  const bool holds_rows = data != object.end() && is_list_of_objects(*data);
  return holds_rows ? rows_of_list(*data, where) : rows_of_columns(object, where);
}

}  // namespace

RowTable parse_json_rows(std::string_view bytes, const std::string& where) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  const std::size_t first = bytes.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return RowTable(where);
  const std::string_view content = bytes.substr(first);
  if (content.front() == '[') return rows_of_list(parse_whole(bytes, where), where);
  if (content.front() != '{') fail(where, "expected a JSON list or object");
  if (!starts_with_a_row(content)) return rows_of_object(parse_whole(bytes, where), where);
  RowTable table(where);
  LineReader lines(bytes, where);
  for_each_json_line(lines, [&](const Json& row) { table.add_row(row); });
  // {"data": [...]} on one line: nobody means a table of one row.
  if (table.rows() == 1 && table.column_names() == std::vector<std::string>{"data"} &&
      is_list_of_objects(table.column("data").front())) {
    return rows_of_list(table.column("data").front(), where);
  }
  return table;
}

RowTable read_json_rows(const std::filesystem::path& file) {
  UnpackedFile packed(file);
  std::string bytes;
  std::vector<char> buffer(kBufferBytes);
  while (const std::size_t count = packed.read(buffer)) bytes.append(buffer.data(), count);
  RowTable table = parse_json_rows(bytes, file.string());
  Hasher hasher;
  hasher.update(bytes);
  table.facts["data_sha256"] = hasher.finish();
  return table;
}

}  // namespace assay
