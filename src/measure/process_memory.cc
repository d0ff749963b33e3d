#include "measure/process_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "base/provenance.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// "VmHWM:     2156 kB" of /proc/self/status; 0 when there is no such line.
std::uint64_t status_bytes(const char* key) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    return std::stoull(line.substr(line.find_first_of("0123456789"))) * 1024;
  }
  return 0;
}

// The share of a file's pages that the system still holds.
double cached_share(int file, std::size_t size) {
  void* const address = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  if (address == MAP_FAILED) return 1;
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> pages((size + page - 1) / page);
  const bool known = mincore(address, size, pages.data()) == 0;
  munmap(address, size);
  if (!known) return 1;
  const auto held = std::ranges::count_if(pages, [](unsigned char c) { return (c & 1U) != 0; });
  return static_cast<double>(held) / static_cast<double>(pages.size());
}

bool drop(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  struct stat status{};
  bool dropped = fstat(file, &status) == 0;
  const auto size = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  if (dropped && size > 0) {
    // Pages that are still to be written cannot be dropped.
    fdatasync(file);
    constexpr double kMostLeft = 0.02;
    dropped = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0 &&
              cached_share(file, size) <= kMostLeft;
  }
  close(file);
  return dropped;
}

}  // namespace

std::uint64_t resident_bytes() { return status_bytes("VmRSS:"); }

std::uint64_t peak_bytes() {
  const std::uint64_t peak = status_bytes("VmHWM:");
  return peak != 0 ? peak : peak_memory_bytes();
}

// proc_pid_clear_refs(5): 5 sets the peak to what is resident now.
bool reset_peak() {
  std::FILE* const file = std::fopen("/proc/self/clear_refs", "w");
  if (file == nullptr) return false;
  const bool written = std::fputs("5", file) >= 0;
  return std::fclose(file) == 0 && written;
}

bool drop_from_page_cache(std::span<const fs::path> paths) {
  bool all = !paths.empty();
  for (const fs::path& path : paths) {
    std::error_code code;
    if (!fs::is_directory(path, code)) {
      all = drop(path) && all;
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path, code)) {
      if (entry.is_regular_file(code)) all = drop(entry.path()) && all;
    }
  }
  return all;
}

}  // namespace assay
