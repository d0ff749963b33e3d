#include "measure/processor_use.h"

#include <sys/resource.h>

#include <fstream>

namespace assay {
namespace {

namespace fs = std::filesystem;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

std::optional<double> read_number(const fs::path& path) {
  std::ifstream file(path);
  double number = 0;
  if (file >> number) return number;
  return std::nullopt;
}

// "intel-rapl:0" is a package, "intel-rapl:0:1" a part of it.
bool is_package(const std::string& name) {
  return name.starts_with("intel-rapl:") && name.find(':') == name.rfind(':');
}

}  // namespace

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

RaplMeter::RaplMeter(const fs::path& folder) {
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    if (!is_package(entry.path().filename().string())) continue;
    const auto now = read_number(entry.path() / "energy_uj");
    const auto range = read_number(entry.path() / "max_energy_range_uj");
    if (now && range) counters_.push_back({entry.path() / "energy_uj", *range, *now});
  }
}

double RaplMeter::take_joules() {
  double microjoules = 0;
  for (Counter& counter : counters_) {
    const double now = read_number(counter.file).value_or(counter.last);
    microjoules += now >= counter.last ? now - counter.last : now + counter.range - counter.last;
    counter.last = now;
  }
  return microjoules * 1e-6;
}

}  // namespace assay
