#pragma once

#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace assay::test {

inline std::string pack_zstd(std::string_view content) {
  std::string packed(ZSTD_compressBound(content.size()), '\0');
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), content.data(), content.size(), 3);
  if (ZSTD_isError(size) != 0U) throw std::runtime_error(ZSTD_getErrorName(size));
  packed.resize(size);
  return packed;
}

inline void write_zstd_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << pack_zstd(content);
}

}  // namespace assay::test
