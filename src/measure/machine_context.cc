#include "measure/machine_context.h"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "base/provenance.h"
#include "measure/percentiles.h"

namespace assay {
namespace {

Json load_average() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? Json(load) : Json(nullptr);
}

Json governor() {
  std::ifstream file("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  std::string name;
  return file >> name ? Json(name) : Json(nullptr);
}

bool is_virtual() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("flags")) return line.find(" hypervisor") != std::string::npos;
  }
  return false;
}

// A chain of dependent multiplications: its time depends on nothing but the clock and on who else
// wants the core.
double time_loop() {
  const auto start = std::chrono::steady_clock::now();
  volatile std::uint64_t sink = 0;
  std::uint64_t x = 1;
  for (int i = 0; i < 1'000'000; ++i) x = x * 6364136223846793005U + 1442695040888963407U;
  sink = x;
  (void)sink;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Json describe_machine_for_timing() {
  std::vector<double> loops(20);
  for (double& seconds : loops) seconds = time_loop();
  const Spread loop = spread_of(std::move(loops));
  Json machine = describe_machine();
  machine["load_average"] = load_average();
  machine["governor"] = governor();
  machine["is_virtual"] = is_virtual();
  machine["loop_ms"] = {
      {"least", 1e3 * loop.least}, {"median", 1e3 * loop.median}, {"most", 1e3 * loop.most}};
  return machine;
}

}  // namespace assay
