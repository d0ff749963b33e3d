#include "math/dispatch.h"

namespace assay {
namespace {

#if defined(__x86_64__)

// What the CPU has beyond its ISA.
Kernels with_extensions_generic() {
  Kernels table = generic::kKernels;
  if (cpu_features().avx2) {
    table.gemm_f32 = generic::kGemmF32Fma;
    table.attention = generic::kAttentionFma;
  }
  return table;
}

Kernels with_extensions_avx2() {
  Kernels table = avx2::kKernels;
  if (cpu_features().avx_vnni) {
    table.i16 = avx2::kI16Vnni;
    table.i8 = avx2::kI8Vnni;
    table.attention_i16 = avx2::kAttentionI16Vnni;
  }
  return table;
}

Kernels with_extensions_avx512() {
  Kernels table = avx512::kKernels;
  if (cpu_features().avx512_vnni) {
    table.i16 = avx512::kI16Vnni;
    table.i8 = avx512::kI8Vnni;
    table.attention_i16 = avx512::kAttentionI16Vnni;
  }
  if (cpu_features().avx512_bf16) table.bf16 = avx512::kBf16Native;
  return table;
}

#endif

}  // namespace

const Kernels& kernels_for(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::kGeneric) {
    static const Kernels kTable = with_extensions_generic();
    return kTable;
  }
  if (isa == Isa::kAvx2) {
    static const Kernels kTable = with_extensions_avx2();
    return kTable;
  }
  if (isa == Isa::kAvx512) {
    static const Kernels kTable = with_extensions_avx512();
    return kTable;
  }
#endif
  return generic::kKernels;
}

const Kernels& kernels() { return kernels_for(active_isa()); }

}  // namespace assay
