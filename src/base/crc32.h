#pragma once

#include <cstdint>
#include <string_view>

namespace assay {

// CRC-32 as in gzip and PNG (polynomial 0xEDB88320, reflected). `crc` continues an earlier one.
[[nodiscard]] std::uint32_t crc32(std::string_view bytes, std::uint32_t crc = 0);

}  // namespace assay
