#include "base/provenance.h"

#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>

#include "assay_version.h"
#include "base/parallel.h"

namespace assay {
namespace {

// "AMD EPYC 9654 96-Core Processor", or the architecture's name where the system does not tell.
std::string processor_name(const std::string& architecture) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    const auto colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return architecture;
}

}  // namespace

Json describe_program() {
  return {{"version", ASSAY_VERSION},
          {"commit", ASSAY_COMMIT},
          {"compiler", ASSAY_COMPILER},
          {"build_type", ASSAY_BUILD_TYPE}};
}

Json describe_machine() {
  utsname system{};
  uname(&system);
  const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
  const auto page_bytes = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return {{"processor", processor_name(system.machine)},
          {"cores", available_cores()},
          {"memory_bytes", pages * page_bytes},
          {"system", std::string(system.sysname) + " " + system.release + " " + system.machine}};
}

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

double unix_time_now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(since_1970).count();
}

}  // namespace assay
