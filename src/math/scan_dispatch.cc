#include "math/scan_dispatch.h"

namespace assay {

const ScanKernels& scan_kernels_for(Isa isa) {
#if defined(__x86_64__)
  // No CPU is known that has AVX2 but neither of these, but the instructions are others.
  static const bool kHasExtras = __builtin_cpu_supports("f16c") && __builtin_cpu_supports("popcnt");
  if (kHasExtras && isa == Isa::kAvx2) return avx2::kScanKernels;
  if (kHasExtras && isa == Isa::kAvx512) return avx512::kScanKernels;
#endif
  (void)isa;
  return generic::kScanKernels;
}

const ScanKernels& scan_kernels() { return scan_kernels_for(active_isa()); }

}  // namespace assay
