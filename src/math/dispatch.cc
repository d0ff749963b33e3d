#include "math/dispatch.h"

namespace assay {

const Kernels& kernels_for(Isa isa) {
  switch (isa) {
    case Isa::kGeneric:
    case Isa::kAvx2:
    case Isa::kAvx512:
      break;
  }
  return generic::kKernels;
}

const Kernels& kernels() { return kernels_for(active_isa()); }

}  // namespace assay
