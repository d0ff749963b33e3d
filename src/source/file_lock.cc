#include "source/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "assay/error.h"

namespace assay {
namespace {

constexpr std::chrono::milliseconds kPause{50};
constexpr int kPausesBeforeTelling = 20;

int open_file(const std::filesystem::path& path) {
  // Writable by the group: users may share a cache.
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0664);
  if (file < 0) {
    throw Error(ErrorKind::kUnavailable,
                path.string() + ": cannot be locked: " + std::strerror(errno));
  }
  return file;
}

// Another holder may have deleted the file before letting go; then the lock guards nothing.
bool is_still_there(int file, const std::filesystem::path& path) {
  struct stat open_status{};
  struct stat path_status{};
  return fstat(file, &open_status) == 0 && stat(path.c_str(), &path_status) == 0 &&
         open_status.st_ino == path_status.st_ino && open_status.st_dev == path_status.st_dev;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path, const std::stop_token& stop,
                   const std::function<void()>& on_wait) {
  file_ = open_file(path);
  for (int pauses = 0;;) {
    if (flock(file_, LOCK_EX | LOCK_NB) == 0) {
      if (is_still_there(file_, path)) return;
      close(file_);
      file_ = open_file(path);
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return;  // no locks on this file system
    if (stop.stop_requested()) {
      close(file_);
      throw Error(ErrorKind::kInterrupted, "interrupted");
    }
    if (++pauses == kPausesBeforeTelling && on_wait) on_wait();
    std::this_thread::sleep_for(kPause);
  }
}

FileLock::~FileLock() { close(file_); }

}  // namespace assay
