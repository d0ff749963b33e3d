#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/dataset.h"

namespace assay {

// Cuts the bytes of a CSV file into records and fields by the rules of pandas' C parser, the one
// that the `datasets` library reads with: a field that starts with a quote may hold separators,
// line ends and doubled quotes; a quote elsewhere is a character; what follows a closing quote
// belongs to the field; \n, \r and \r\n end a record; lines without anything but spaces are passed
// over. Bytes may come in any pieces.
class CsvParser {
 public:
  // `record` is called with every record; the strings may be taken. `name` heads messages.
  using Record = std::function<void(std::vector<std::string>& fields)>;
  CsvParser(char separator, std::string name, Record record);
  // Throws Error{kBadData} with the line when the bytes are not UTF-8.
  void parse(std::string_view bytes);
  // The end of the file. Throws Error{kBadData} when it comes inside quotes.
  void finish();
  // Line on which the present record began, from 1.
  [[nodiscard]] std::uint64_t record_line() const noexcept { return record_line_; }
  // "<name>:<line>" of the present record.
  [[nodiscard]] std::string where() const;

 private:
  enum class State { kStartRecord, kStartField, kPlain, kQuoted, kQuoteInQuoted, kAfterReturn };
  [[nodiscard]] std::size_t take_run(std::string_view bytes);
  void put(char c);
  void end_field();
  void end_record();

  char separator_;
  std::string name_;
  Record record_;
  State state_ = State::kStartRecord;
  std::vector<std::string> fields_;
  std::string field_;
  bool quoted_ = false;  // a field of the record had quotes: then the line is not blank
  bool at_front_ = true;
  std::uint64_t line_ = 1;
  std::uint64_t record_line_ = 1;
};

struct CsvOptions {
  char separator = ',';
  // Names of the columns; empty = the first record has them.
  std::vector<std::string> column_names = {};
};

// The rows of a CSV file (also packed), with types found column by column as pandas does
// (docs/data-rows.md): integers, floats, booleans, else strings; "", "NA", "null" and the like are
// null. A record that is too short gets nulls; one that is too long is an Error{kBadData} with its
// line.
[[nodiscard]] RowTable read_csv_rows(const std::filesystem::path& file, const CsvOptions& options);

// Turns the texts of one column into values of one type.
[[nodiscard]] std::vector<Json> infer_csv_column(std::vector<std::string> texts);

}  // namespace assay
