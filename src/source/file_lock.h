#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>

namespace assay {

// An exclusive lock among processes on a file, which is made when it is missing and stays: flock,
// as huggingface_hub's lock files have it. Waits for others; `on_wait` is told once, after a second.
// On file systems without locks there is none: what it guards must then be verified otherwise.
class FileLock {
 public:
  // Throws Error: kUnavailable when the file cannot be opened, kInterrupted.
  FileLock(const std::filesystem::path& path, const std::stop_token& stop,
           const std::function<void()>& on_wait = {});
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace assay
