#include "base/line_reader.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "assay/error.h"
#include "base/sha256.h"

namespace assay {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

struct LineReader::Input {
  gzFile file = nullptr;  // null: the lines come from memory
  std::vector<char> buffer;
  std::string_view memory;
  Hasher hasher;

  ~Input() {
    if (file != nullptr) gzclose_r(file);
  }
};

LineReader::LineReader(const std::filesystem::path& path)
    : name_(path.string()), input_(std::make_unique<Input>()) {
  // gzopen also reads files that are not packed, as they are.
  input_->file = gzopen(path.c_str(), "rb");
  if (input_->file == nullptr) {
    throw Error(ErrorKind::kUnavailable,
                name_ + ": cannot be opened for reading: " + std::strerror(errno));
  }
  gzbuffer(input_->file, kBufferBytes);
  input_->buffer.resize(kBufferBytes);
}

LineReader::LineReader(std::string_view bytes, std::string name)
    : name_(std::move(name)), input_(std::make_unique<Input>()) {
  input_->memory = bytes;
}

LineReader::~LineReader() = default;

bool LineReader::fill() {
  if (input_->file == nullptr) {
    pending_ = std::exchange(input_->memory, {});
  } else {
    errno = 0;
    const int count =
        gzread(input_->file, input_->buffer.data(), static_cast<unsigned>(kBufferBytes));
    int code = Z_OK;
    const char* message = gzerror(input_->file, &code);
    // A stream that stops in the middle is reported as Z_BUF_ERROR beside the bytes before the cut.
    if (count < 0 || (count == 0 && code == Z_BUF_ERROR)) {
      if (code == Z_ERRNO) {
        throw Error(ErrorKind::kUnavailable, name_ + ": cannot be read: " + std::strerror(errno));
      }
      throw Error(ErrorKind::kBadData,
                  name_ + ": the gzip stream is broken or cut short (" + message + ")");
    }
    pending_ = {input_->buffer.data(), static_cast<std::size_t>(count)};
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
