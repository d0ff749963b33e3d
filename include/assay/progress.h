#pragma once

#include <cstdint>
#include <string_view>

namespace assay {

// Where a long operation tells how far it is. The library never prints: the caller passes a sink. Implementations
// must accept calls from any thread. Phases do not nest: `begin` ends the phase before it.
class Progress {
 public:
  virtual ~Progress() = default;
  // Starts a phase such as "encode corpus" of `total` units ("texts", "bytes"); total 0 = unknown.
  virtual void begin(std::string_view phase, std::uint64_t total, std::string_view unit) = 0;
  // `done` more units are finished.
  virtual void advance(std::uint64_t done) = 0;
  virtual void end() = 0;
  // One line worth telling (a fall-back that was taken, a download that is resumed).
  virtual void note(std::string_view line) = 0;
};

// Swallows everything. One instance for all.
[[nodiscard]] Progress& no_progress();

}  // namespace assay
