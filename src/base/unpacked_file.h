#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace assay {

// Reads a file from front to back; gzip and zstd streams (several in a row are allowed) are
// unpacked on the way, whatever the file's name says. Memory: one buffer and the window of the
// stream, at most 128 MB.
class UnpackedFile {
 public:
  // Throws Error{kUnavailable} when the file cannot be opened.
  explicit UnpackedFile(const std::filesystem::path& path);
  ~UnpackedFile();
  UnpackedFile(const UnpackedFile&) = delete;
  UnpackedFile& operator=(const UnpackedFile&) = delete;

  // Puts the next bytes at the front of `buffer` and returns how many; 0 at the end of the file.
  // Throws Error{kUnavailable} when reading fails, kBadData when a packed stream is broken or cut
  // short. REQUIRES: `buffer` is not empty.
  [[nodiscard]] std::size_t read(std::span<char> buffer);

  struct Reader;  // one way of unpacking

 private:
  std::unique_ptr<Reader> reader_;
};

}  // namespace assay
