#include "dataset/qrels.h"

#include <charconv>
#include <string>
#include <vector>

#include "assay/error.h"
#include "base/split.h"
#include "base/utf8.h"

namespace assay {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::int32_t parse_relevance(std::string_view field, const LineReader& reader) {
  const std::string_view digits = trimmed(field);
  std::int32_t relevance = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), relevance);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    throw Error(ErrorKind::kBadData, reader.where() + ": relevance '" + std::string(field) +
                                         "' is not a 32-bit integer");
  }
  return relevance;
}

}  // namespace

void for_each_qrels_row(LineReader& reader, const std::function<void(const QrelsRow&)>& row) {
  std::string line;
  while (reader.next(line)) {
    if (trimmed(line).empty()) continue;
    if (const std::size_t byte = find_invalid_utf8(line); byte != std::string_view::npos) {
      throw Error(ErrorKind::kBadData, reader.where() + ": byte " + std::to_string(byte + 1) +
                                           " of the line is not UTF-8");
    }
    const auto fields = split_at(line, '\t');
    if (fields.size() != 3) {
      throw Error(ErrorKind::kBadData,
                  reader.where() +
                      ": expected query id, document id and relevance with tabs between, found " +
                      std::to_string(fields.size()) + (fields.size() == 1 ? " field" : " fields"));
    }
    const bool is_header = trimmed(fields[2]) == "score" || trimmed(fields[0]) == "query-id";
    if (reader.line_number() == 1 && is_header) continue;
    row({fields[0], fields[1], parse_relevance(fields[2], reader)});
  }
}

}  // namespace assay
