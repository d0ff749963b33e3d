#include "base/unpacked_file.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "assay/error.h"

namespace assay {

struct UnpackedFile::Reader {
  virtual ~Reader() = default;
  virtual std::size_t read(std::span<char> buffer) = 0;
};

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18U;
constexpr std::array<unsigned char, 4> kZstdMagic{0x28, 0xB5, 0x2F, 0xFD};

[[noreturn]] void fail_open(const std::string& name) {
  throw Error(ErrorKind::kUnavailable,
              name + ": cannot be opened for reading: " + std::strerror(errno));
}

[[noreturn]] void fail_read(const std::string& name) {
  throw Error(ErrorKind::kUnavailable, name + ": cannot be read: " + std::strerror(errno));
}

// zlib's gzread also reads files that are not packed, as they are.
class GzipOrPlain final : public UnpackedFile::Reader {
 public:
  GzipOrPlain(const std::filesystem::path& path, std::string name)
      : name_(std::move(name)), file_(gzopen(path.c_str(), "rb")) {
    if (file_ == nullptr) fail_open(name_);
    gzbuffer(file_, kBufferBytes);
  }
  ~GzipOrPlain() override { gzclose_r(file_); }
  GzipOrPlain(const GzipOrPlain&) = delete;
  GzipOrPlain& operator=(const GzipOrPlain&) = delete;

  std::size_t read(std::span<char> buffer) override {
    errno = 0;
    const auto wanted = static_cast<unsigned>(std::min<std::size_t>(buffer.size(), 1U << 30U));
    const int count = gzread(file_, buffer.data(), wanted);
    int code = Z_OK;
    const char* message = gzerror(file_, &code);
    // A stream that stops in the middle is reported as Z_BUF_ERROR beside the bytes before the cut.
    if (count < 0 || (count == 0 && code == Z_BUF_ERROR)) {
      if (code == Z_ERRNO) fail_read(name_);
      throw Error(ErrorKind::kBadData,
                  name_ + ": the gzip stream is broken or cut short (" + message + ")");
    }
    return static_cast<std::size_t>(count);
  }

 private:
  std::string name_;
  gzFile file_;
};

class Zstd final : public UnpackedFile::Reader {
 public:
  Zstd(const std::filesystem::path& path, std::string name)
      : name_(std::move(name)),
        file_(std::fopen(path.c_str(), "rb")),
        stream_(ZSTD_createDStream()),
        packed_(ZSTD_DStreamInSize()) {
    if (file_ == nullptr) fail_open(name_);
    if (stream_ == nullptr) throw std::bad_alloc();
    // A window past this is refused instead of allocated: what the zstd program reads without being
    // asked to.
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, 27);
  }

  std::size_t read(std::span<char> buffer) override {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos == 0) {
      if (input_.pos == input_.size && !at_end_) fill();
      // The end of the file is fine only between frames; inside one there may still be bytes to
      // hand out.
      if (at_end_ && !inside_frame_) break;
      const std::size_t hint = ZSTD_decompressStream(stream_.get(), &out, &input_);
      if (ZSTD_isError(hint) != 0U)
        fail("is broken (" + std::string(ZSTD_getErrorName(hint)) + ")");
      inside_frame_ = hint != 0;
      if (at_end_ && inside_frame_ && out.pos == 0) fail("is cut short");
    }
    return out.pos;
  }

 private:
  void fill() {
    errno = 0;
    input_ = {packed_.data(), std::fread(packed_.data(), 1, packed_.size(), file_.get()), 0};
    if (std::ferror(file_.get()) != 0) fail_read(name_);
    at_end_ = input_.size == 0;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::kBadData, name_ + ": the zstd stream " + what);
  }

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<ZSTD_DStream, Close> stream_;
  std::vector<char> packed_;
  ZSTD_inBuffer input_{nullptr, 0, 0};
  bool inside_frame_ = false;
  bool at_end_ = false;
};

bool starts_like_zstd(const std::filesystem::path& path, const std::string& name) {
  // A pipe gives its bytes once: what is read to look at them is lost.
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored)) {
    return false;
  }
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) fail_open(name);
  std::array<unsigned char, 4> front{};
  const std::size_t count = std::fread(front.data(), 1, front.size(), file);
  std::fclose(file);
  return count == front.size() && front == kZstdMagic;
}

}  // namespace

UnpackedFile::UnpackedFile(const std::filesystem::path& path) {
  const std::string name = path.string();
  if (starts_like_zstd(path, name)) {
    reader_ = std::make_unique<Zstd>(path, name);
  } else {
    reader_ = std::make_unique<GzipOrPlain>(path, name);
  }
}

UnpackedFile::~UnpackedFile() = default;

std::size_t UnpackedFile::read(std::span<char> buffer) { return reader_->read(buffer); }

}  // namespace assay
