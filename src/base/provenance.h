#pragma once

#include <cstdint>

#include "assay/json.h"

namespace assay {

// What a record says about where its numbers come from.

// Version, commit and compiler of this program.
[[nodiscard]] Json describe_program();
// Processor, cores, memory, operating system.
[[nodiscard]] Json describe_machine();
// The most memory this process has had in use so far.
[[nodiscard]] std::uint64_t peak_memory_bytes();
// Seconds since 1970.
[[nodiscard]] double unix_time_now();

}  // namespace assay
