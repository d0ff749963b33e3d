#include "dataset/jsonl.h"

#include <string>

#include "assay/error.h"
#include "base/utf8.h"

namespace assay {

Json parse_json_line(std::string_view line, const std::string& where) {
  if (const std::size_t byte = find_invalid_utf8(line); byte != std::string_view::npos) {
    throw Error(ErrorKind::kBadData,
                where + ": byte " + std::to_string(byte + 1) + " of the line is not UTF-8");
  }
  Json value;
  try {
    value = Json::parse(line.begin(), line.end());
  } catch (const Json::exception& error) {
    const auto* parse_error = dynamic_cast<const Json::parse_error*>(&error);
    throw Error(
        ErrorKind::kBadData,
        where + ": the line is not JSON" +
            (parse_error == nullptr ? ""
                                    : " (at its byte " + std::to_string(parse_error->byte) + ")"));
  }
  if (!value.is_object()) {
    throw Error(ErrorKind::kBadData,
                where + ": expected a JSON object, found " + value.type_name());
  }
  return value;
}

void for_each_json_line(LineReader& reader, const std::function<void(const Json&)>& row) {
  std::string line;
  while (reader.next(line)) {
    if (line.find_first_not_of(" \t\r\n") == std::string::npos) continue;
    row(parse_json_line(line, reader.where()));
  }
}

}  // namespace assay
