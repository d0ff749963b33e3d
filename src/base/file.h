#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

// The whole file; a name that ends in .gz is unpacked (several members in a row are allowed). Throws Error{kUnavailable} when it
// cannot be opened or read, kBadData when the gzip stream is broken.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

// Puts `bytes` at `path` so that a reader sees the old or the new content, never a part: written beside it, synced, renamed.
// Makes missing parent folders. Throws Error{kUnavailable} with the system's reason (no space, not writable); the old content
// stays then and nothing is left beside it.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// A file mapped for reading; empty files give an empty view. Throws Error{kUnavailable}.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  [[nodiscard]] std::string_view bytes() const noexcept { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace assay
