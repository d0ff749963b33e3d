#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>

#include "assay/source.h"

namespace assay {

// A download on its way: blobs/<etag>.incomplete. Bytes are written where they belong, so that its
// length tells how far it is.
class PartialFile {
 public:
  // Opens it, with what is there, or makes it. Throws Error{kUnavailable}.
  explicit PartialFile(std::filesystem::path path);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  // Appends. Throws Error{kUnavailable} with the system's reason (no space).
  void append(std::string_view bytes);
  // Back to nothing.
  void clear();
  // Reads the whole file back from disk: its SHA-256 (LFS), or its git object id. Throws
  // Error{kInterrupted} when asked to stop.
  [[nodiscard]] std::string hash(bool is_lfs, const std::stop_token& stop) const;
  // On disk for good, then under its final name.
  void finish(const std::filesystem::path& final_path);

 private:
  [[noreturn]] void fail(const std::string& what) const;

  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace assay
