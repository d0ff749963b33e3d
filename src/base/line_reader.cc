#include "base/line_reader.h"

#include <optional>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "base/unpacked_file.h"

namespace assay {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

struct LineReader::Input {
  std::optional<UnpackedFile> file;  // absent: the lines come from memory
  std::vector<char> buffer;
  std::string_view memory;
  Hasher hasher;
};

LineReader::LineReader(const std::filesystem::path& path)
    : name_(path.string()), input_(std::make_unique<Input>()) {
  input_->file.emplace(path);
  input_->buffer.resize(kBufferBytes);
}

LineReader::LineReader(std::string_view bytes, std::string name)
    : name_(std::move(name)), input_(std::make_unique<Input>()) {
  input_->memory = bytes;
}

LineReader::~LineReader() = default;

bool LineReader::fill() {
  if (!input_->file) {
    pending_ = std::exchange(input_->memory, {});
  } else {
    pending_ = {input_->buffer.data(), input_->file->read(input_->buffer)};
  }
  input_->hasher.update(pending_);
  return !pending_.empty();
}

bool LineReader::next(std::string& line) {
  line.clear();
  if (pending_.empty() && !fill()) return false;
  for (;;) {
    const std::size_t end = pending_.find('\n');
    line.append(pending_.substr(0, end));
    if (end != std::string_view::npos) {
      pending_.remove_prefix(end + 1);
      break;
    }
    pending_ = {};
    if (!fill()) break;
  }
  if (++line_number_ == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

std::string LineReader::where() const { return name_ + ":" + std::to_string(line_number_); }

std::string LineReader::content_sha256() { return input_->hasher.finish(); }

std::string content_sha256_of_file(const std::filesystem::path& path) {
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) {
  }
  return reader.content_sha256();
}

}  // namespace assay
