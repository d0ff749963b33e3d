#pragma once

#include "math/isa.h"
#include "math/scan_kernels.h"

namespace assay {

// The kernels of one ISA. REQUIRES: this CPU supports it.
[[nodiscard]] const ScanKernels& scan_kernels_for(Isa isa);
// Those of active_isa().
[[nodiscard]] const ScanKernels& scan_kernels();

}  // namespace assay
