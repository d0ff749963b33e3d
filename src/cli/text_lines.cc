#include "cli/text_lines.h"

#include "assay/error.h"
#include "assay/json.h"
#include "base/line_reader.h"
#include "base/utf8.h"

namespace assay::cli {
namespace {

std::string parse_json_line(const std::string& line, const std::string& where) {
  const Json value = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!value.is_string()) throw Error(ErrorKind::kBadData, where + ": not a JSON string");
  return value.get<std::string>();
}

void check_utf8(const std::string& line, const std::string& where) {
  const std::size_t position = find_invalid_utf8(line);
  if (position == std::string::npos) return;
  throw Error(ErrorKind::kBadData,
              where + ": not valid UTF-8 at byte " + std::to_string(position + 1));
}

}  // namespace

std::vector<std::string> read_texts(const std::string& path, bool json_lines) {
  LineReader reader(path.empty() || path == "-" ? "/dev/stdin" : path);
  std::vector<std::string> texts;
  std::string line;
  while (reader.next(line)) {
    check_utf8(line, reader.where());
    texts.push_back(json_lines ? parse_json_line(line, reader.where()) : line);
  }
  return texts;
}

}  // namespace assay::cli
