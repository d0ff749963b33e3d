#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

// The instruction sets that the kernels are written for, each containing the one before it.
enum class Isa {
  kGeneric,  // plain loops, any CPU
  kAvx2,     // AVX2 and FMA
  kAvx512,   // AVX-512 F, BW, DQ, VL
};
[[nodiscard]] std::string_view to_string(Isa isa);

// What this CPU and its operating system offer.
struct CpuFeatures {
  bool avx2 = false;  // with FMA
  bool avx512 = false;
  bool avx_vnni = false;
  bool avx512_vnni = false;
  bool avx512_bf16 = false;
};
[[nodiscard]] const CpuFeatures& cpu_features();
// The name the CPU gives itself ("AMD EPYC 7763 64-Core Processor"); "unknown CPU" where it gives
// none.
[[nodiscard]] std::string cpu_name();

// Those this CPU has, kGeneric first, the widest last.
[[nodiscard]] std::vector<Isa> supported_isas();

// The widest supported one for an empty `forced`, else the one named. Throws Error{kUsage} for an
// unknown name and for an ISA that this CPU lacks.
[[nodiscard]] Isa choose_isa(std::string_view forced);
// choose_isa of the environment variable ASSAY_FORCE_ISA, settled at the first call that does not
// throw.
[[nodiscard]] Isa active_isa();

}  // namespace assay
