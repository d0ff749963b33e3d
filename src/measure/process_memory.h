#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace assay {

// Resident memory of this process, as the kernel counts it.
[[nodiscard]] std::uint64_t resident_bytes();
// The most since reset_peak(), or since the process began where the system cannot reset it (then
// reset_peak returned false).
[[nodiscard]] std::uint64_t peak_bytes();
bool reset_peak();

// Asks the system to forget what it keeps of these files and everything below these folders. True
// when it did: the next reader gets them from the disk.
[[nodiscard]] bool drop_from_page_cache(std::span<const std::filesystem::path> paths);

}  // namespace assay
