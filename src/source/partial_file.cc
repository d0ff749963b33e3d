#include "source/partial_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "assay/error.h"
#include "base/sha256.h"

namespace assay {

PartialFile::PartialFile(std::filesystem::path path) : path_(std::move(path)) {
  file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) fail("cannot be written");
  struct stat status{};
  if (fstat(file_, &status) != 0) {
    close(file_);
    fail("cannot be read");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

PartialFile::~PartialFile() { close(file_); }

void PartialFile::fail(const std::string& what) const {
  throw Error(ErrorKind::kUnavailable, path_.string() + ": " + what + ": " + std::strerror(errno));
}

void PartialFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
  }
}

void PartialFile::clear() {
  if (ftruncate(file_, 0) != 0) fail("cannot be written");
  size_ = 0;
}

std::string PartialFile::hash(bool is_lfs, const std::stop_token& stop) const {
  Hasher hasher(is_lfs ? Hasher::Kind::kSha256 : Hasher::Kind::kSha1);
  // git hashes a header with the content (git-hash-object).
  if (!is_lfs) hasher.update(std::string("blob ") + std::to_string(size_) + std::string(1, '\0'));
  std::vector<char> buffer(std::size_t{1} << 20U);
  std::uint64_t position = 0;
  while (position < size_) {
    if (stop.stop_requested()) throw Error(ErrorKind::kInterrupted, "interrupted");
    const ssize_t count = pread(file_, buffer.data(), buffer.size(), static_cast<off_t>(position));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot be read");
    if (count == 0) break;  // somebody has cut it: the hash will say so
    hasher.update({buffer.data(), static_cast<std::size_t>(count)});
    position += static_cast<std::uint64_t>(count);
  }
  return hasher.finish();
}

void PartialFile::finish(const std::filesystem::path& final_path) {
  if (fsync(file_) != 0 && errno != EINVAL) fail("cannot be written");
  if (rename(path_.c_str(), final_path.c_str()) != 0) fail("cannot be renamed");
}

}  // namespace assay
