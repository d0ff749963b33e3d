#pragma once

#include <zlib.h>

#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace assay::test {

// Writes `content`, packed with gzip, to `path`; parent folders are made.
inline void write_gzip_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::create_directories(path.parent_path());
  gzFile file = gzopen(path.c_str(), "wb");
  if (file == nullptr) throw std::runtime_error("gzopen failed");
  gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
  gzclose(file);
}

}  // namespace assay::test
