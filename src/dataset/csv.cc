#include "dataset/csv.h"

#include <algorithm>
#include <set>
#include <utility>

#include "assay/error.h"
#include "base/sha256.h"
#include "base/unpacked_file.h"
#include "base/utf8.h"

namespace assay {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t") == std::string::npos;
}

// As pandas names them: "Unnamed: 2" for an empty name, "text.1" for one that is there already.
std::vector<std::string> column_names_of(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string name = header[i].empty() ? "Unnamed: " + std::to_string(i) : header[i];
    std::string free = name;
    for (int copy = 1; taken.contains(free); ++copy) free = name + "." + std::to_string(copy);
    taken.insert(free);
    names.push_back(std::move(free));
  }
  return names;
}

// Collects records as columns of texts.
class Columns {
 public:
  explicit Columns(std::vector<std::string> names) : names_(std::move(names)) {
    texts_.resize(names_.size());
  }

  void add(std::vector<std::string>& fields, const CsvParser& parser) {
    if (names_.empty()) {
      names_ = column_names_of(fields);
      texts_.resize(names_.size());
      return;
    }
    if (fields.size() > names_.size()) {
      throw Error(ErrorKind::kBadData, parser.where() + ": expected " +
                                           std::to_string(names_.size()) + " columns, found " +
                                           std::to_string(fields.size()));
    }
    fields.resize(names_.size());
    for (std::size_t i = 0; i < fields.size(); ++i) texts_[i].push_back(std::move(fields[i]));
  }

  RowTable finish(const std::string& where) {
    if (names_.empty()) {
      throw Error(ErrorKind::kBadData, where +
                                           ": the file is empty: expected a line with the "
                                           "names of the columns");
    }
    RowTable table(where);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      table.set_column(names_[i], infer_csv_column(std::move(texts_[i])));
    }
    return table;
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> texts_;
};

}  // namespace

CsvParser::CsvParser(char separator, std::string name, Record record)
    : separator_(separator), name_(std::move(name)), record_(std::move(record)) {}

std::string CsvParser::where() const { return name_ + ":" + std::to_string(record_line_); }

void CsvParser::end_field() {
  fields_.push_back(std::move(field_));
  field_.clear();
}

void CsvParser::end_record() {
  const bool empty = fields_.empty() && !quoted_ && is_blank(field_);
  if (!empty) {
    end_field();
    for (const std::string& field : fields_) {
      if (find_invalid_utf8(field) != std::string_view::npos) {
        throw Error(ErrorKind::kBadData,
                    where() + ": column " + std::to_string(&field - fields_.data() + 1) +
                        " is not UTF-8; convert the file, for example with iconv");
      }
    }
    record_(fields_);
  }
  fields_.clear();
  field_.clear();
  quoted_ = false;
  state_ = State::kStartRecord;
}

// Takes what is at the front and is nothing but text where the parser stands; returns its length.
std::size_t CsvParser::take_run(std::string_view bytes) {
  std::size_t length = 0;
  if (state_ == State::kQuoted) {
    length = std::min(bytes.find('"'), bytes.size());
    line_ += static_cast<std::uint64_t>(
        std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length), '\n'));
  } else if (state_ == State::kPlain) {
    const auto ends = [&](char c) { return c == separator_ || c == '\n' || c == '\r'; };
    length = static_cast<std::size_t>(std::ranges::find_if(bytes, ends) - bytes.begin());
  }
  field_.append(bytes.substr(0, length));
  return length;
}

void CsvParser::put(char c) {
  if (state_ == State::kAfterReturn) {
    state_ = State::kStartRecord;
    if (c == '\n') return;
  }
  if (state_ == State::kStartRecord) {
    record_line_ = line_;
    state_ = State::kStartField;
  }
  const bool line_end = c == '\n' || c == '\r';
  if (state_ == State::kQuoted) {  // and c is a quote: take_run has what is before it
    state_ = State::kQuoteInQuoted;
  } else if (state_ == State::kQuoteInQuoted && c == '"') {
    field_ += c;
    state_ = State::kQuoted;
  } else if (line_end) {
    end_record();
    ++line_;
    if (c == '\r') state_ = State::kAfterReturn;
  } else if (c == separator_) {
    end_field();
    state_ = State::kStartField;
  } else if (c == '"' && state_ == State::kStartField) {
    quoted_ = true;
    state_ = State::kQuoted;
  } else {
    field_ += c;
    state_ = State::kPlain;
  }
}

void CsvParser::parse(std::string_view bytes) {
  if (std::exchange(at_front_, false) && bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  while (!bytes.empty()) {
    bytes.remove_prefix(take_run(bytes));
    if (bytes.empty()) break;
    put(bytes.front());
    bytes.remove_prefix(1);
  }
}

void CsvParser::finish() {
  if (state_ == State::kQuoted) {
    throw Error(ErrorKind::kBadData,
                where() + ": the file ends inside the quotes of the record that begins here");
  }
  if (state_ != State::kStartRecord && state_ != State::kAfterReturn) end_record();
}

RowTable read_csv_rows(const std::filesystem::path& file, const CsvOptions& options) {
  Columns columns(options.column_names);
  Hasher hasher;
  UnpackedFile bytes(file);
  std::vector<char> buffer(kBufferBytes);
  CsvParser* present = nullptr;
  CsvParser parser(options.separator, file.string(),
                   [&](std::vector<std::string>& fields) { columns.add(fields, *present); });
  present = &parser;
  while (const std::size_t count = bytes.read(buffer)) {
    const std::string_view piece(buffer.data(), count);
    hasher.update(piece);
    parser.parse(piece);
  }
  parser.finish();
  RowTable table = columns.finish(file.string());
  table.facts["data_sha256"] = hasher.finish();
  return table;
}

}  // namespace assay
