#pragma once

#include "assay/json.h"

namespace assay {

// describe_machine() and what a reader of timings wants to know beside it: load average, frequency
// governor (null where the system does not tell), whether it is a virtual machine, and how steadily
// it runs: the least and the most time of one and the same loop, 20 ms in all.
[[nodiscard]] Json describe_machine_for_timing();

}  // namespace assay
