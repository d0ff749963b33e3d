#include "math/dispatch.h"

namespace assay {

const Kernels& kernels_for(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::kAvx2:
      return avx2::kKernels;
    case Isa::kAvx512:
      return avx512::kKernels;
#endif
    default:
      return generic::kKernels;
  }
}

const Kernels& kernels() { return kernels_for(active_isa()); }

}  // namespace assay
