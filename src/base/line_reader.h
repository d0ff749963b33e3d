#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace assay {

// Reads a text file line by line in bounded memory (one buffer and the present line). A gzip or
// zstd file, whatever its name, is unpacked on the way. A byte order mark in front of the first line and a
// carriage return at the end of any are dropped.
class LineReader {
 public:
  // Throws Error{kUnavailable} when the file cannot be opened.
  explicit LineReader(const std::filesystem::path& path);
  // Lines of `bytes`, which must outlive the reader; `name` stands for the path in messages.
  LineReader(std::string_view bytes, std::string name);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // Puts the next line, without its end, into `line`; false at the end of the file. A last line
  // without a line feed counts. Throws Error{kUnavailable} when reading fails, kBadData when the
  // packed stream is broken or cut short.
  [[nodiscard]] bool next(std::string& line);

  // Number of the line that `next` gave last, from 1.
  [[nodiscard]] std::uint64_t line_number() const { return line_number_; }
  // "<path>:<line number>", the head of a message about that line.
  [[nodiscard]] std::string where() const;
  // Lower-case hex SHA-256 of the unpacked content. REQUIRES: `next` has returned false; called
  // once.
  [[nodiscard]] std::string content_sha256();

 private:
  struct Input;
  [[nodiscard]] bool fill();

  std::string name_;
  std::unique_ptr<Input> input_;
  std::string_view pending_;  // read and not yet handed out
  std::uint64_t line_number_ = 0;
};

// SHA-256 of a file's unpacked content, as LineReader::content_sha256 gives it.
[[nodiscard]] std::string content_sha256_of_file(const std::filesystem::path& path);

}  // namespace assay
