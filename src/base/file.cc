#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "assay/error.h"

namespace assay {
namespace {

std::string reason() { return std::strerror(errno); }

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw Error(ErrorKind::kUnavailable, path.string() + ": " + what);
}

std::string read_gzip(const std::filesystem::path& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) fail(path, "cannot be opened for reading: " + reason());
  std::string content;
  std::array<char, 1U << 16U> buffer{};
  int count = 0;
  while ((count = gzread(file, buffer.data(), buffer.size())) > 0) {
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
  int code = Z_OK;
  const std::string message = gzerror(file, &code);
  const int closed = gzclose_r(file);
  if (count < 0 || closed != Z_OK) {
    throw Error(ErrorKind::kBadData,
                path.string() + ": the gzip stream is broken or cut short" +
                    (message.empty() || code == Z_OK ? "" : " (" + message + ")"));
  }
  return content;
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  if (path.extension() == ".gz") return read_gzip(path);
  return std::string(MappedFile(path).bytes());
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  static std::atomic<unsigned> counter{0};
  std::error_code code;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), code);
  if (code) fail(path, "the folder cannot be made: " + code.message());
  const std::filesystem::path temporary =
      path.string() + ".tmp" + std::to_string(getpid()) + "." + std::to_string(counter++);
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) fail(path, "cannot be written: " + reason());
  const auto give_up = [&](const std::string& why) {
    close(file);
    unlink(temporary.c_str());
    fail(path, "cannot be written: " + why);
  };
  while (!bytes.empty()) {
    const ssize_t count = write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) give_up(reason());
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (fsync(file) != 0 && errno != EINVAL) give_up(reason());
  close(file);
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    const std::string why = reason();
    unlink(temporary.c_str());
    fail(path, "cannot be written: " + why);
  }
}

MappedFile::MappedFile(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(path, "cannot be opened for reading: " + reason());
  struct stat status{};
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(file);
    fail(path, "is not a regular file");
  }
  size_ = static_cast<std::size_t>(status.st_size);
  if (size_ > 0) {
    void* address = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    const std::string why = reason();
    if (address == MAP_FAILED) {
      close(file);
      fail(path, "cannot be mapped: " + why);
    }
    data_ = static_cast<const char*>(address);
  }
  close(file);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

}  // namespace assay
