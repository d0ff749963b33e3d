#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay {

// Processor time of this process so far, all threads, in seconds.
[[nodiscard]] double processor_seconds();

// The energy counters of Intel's and AMD's processors as Linux shows them: powercap/intel-rapl:<n>,
// one for each package.
class RaplMeter {
 public:
  explicit RaplMeter(const std::filesystem::path& folder = "/sys/class/powercap");
  // False where there are none, or only the administrator may read them.
  [[nodiscard]] bool can_read() const noexcept { return !counters_.empty(); }
  // Joules of all packages since the last call, or since it was made; a counter that ran over once
  // in between is taken care of. 0 when it cannot read.
  [[nodiscard]] double take_joules();

 private:
  struct Counter {
    std::filesystem::path file;
    double range = 0;  // microjoules at which it starts over
    double last = 0;
  };
  std::vector<Counter> counters_;
};

}  // namespace assay
