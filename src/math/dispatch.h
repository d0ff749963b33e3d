#pragma once

#include "math/isa.h"
#include "math/kernels.h"

namespace assay {

// The kernels of one ISA. REQUIRES: this CPU supports it.
[[nodiscard]] const Kernels& kernels_for(Isa isa);
// Those of active_isa().
[[nodiscard]] const Kernels& kernels();

}  // namespace assay
