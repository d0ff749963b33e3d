#include "bench/machine_limits.h"

#include "bench/stopwatch.h"
#include "math/isa.h"

namespace assay::bench {
namespace {

#if defined(__x86_64__)

// 14 independent accumulators hide the latency of two multiply-add units; 15 and 14 are the sources,
// all zero, so that no value slows it down. `prefix`: {vex} where the assembler would choose EVEX.
#define ASSAY_RATE_LOOP(prefix, instruction, reg)                                             \
  asm volatile(                                                                               \
      "vzeroall\n"                                                                            \
      ".p2align 5\n"                                                                          \
      "1:\n"                                                                                  \
      ".irp acc, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,0,1,2,3,4,5,6,7,8,9,10,11,12,13\n" prefix    \
      " " instruction " %%" reg "15, %%" reg "14, %%" reg                                     \
      "\\acc\n"                                                                               \
      ".endr\n"                                                                               \
      "dec %0\n"                                                                              \
      "jnz 1b\n"                                                                              \
      "vzeroupper\n"                                                                          \
      : "+r"(loops)                                                                           \
      :                                                                                       \
      : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", \
        "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15")

constexpr double kInLoop = 28;
constexpr long kLoops = 400'000;

template <typename Loop>
InstructionRate measure(const std::string& name, double operations_each, Loop loop) {
  const auto burst = [loop] { loop(kLoops); };
  const double instructions = kInLoop * static_cast<double>(kLoops);
  return {name, instructions / shortest(0.1, burst), operations_each, instructions, burst};
}

#endif

}  // namespace

std::vector<InstructionRate> measure_instruction_rates() {
  std::vector<InstructionRate> rates;
#if defined(__x86_64__)
  const CpuFeatures& cpu = cpu_features();
  if (active_isa() == Isa::kAvx512) {
    rates.push_back(measure("FMA f32 (512 bits)", 32,
                            [](long loops) { ASSAY_RATE_LOOP("", "vfmadd231ps", "zmm"); }));
    if (cpu.avx512_vnni) {
      rates.push_back(measure("VPDPWSSD i16 (512)", 64,
                              [](long loops) { ASSAY_RATE_LOOP("", "vpdpwssd", "zmm"); }));
      rates.push_back(measure("VPDPBUSD i8 (512)", 128,
                              [](long loops) { ASSAY_RATE_LOOP("", "vpdpbusd", "zmm"); }));
    }
    if (cpu.avx512_bf16) {
      rates.push_back(measure("VDPBF16PS (512)", 64,
                              [](long loops) { ASSAY_RATE_LOOP("", "vdpbf16ps", "zmm"); }));
    }
  }
  if (active_isa() == Isa::kAvx2) {
    rates.push_back(measure("FMA f32 (256 bits)", 16,
                            [](long loops) { ASSAY_RATE_LOOP("", "vfmadd231ps", "ymm"); }));
    if (cpu.avx_vnni) {
      rates.push_back(measure("VPDPWSSD i16 (256)", 32,
                              [](long loops) { ASSAY_RATE_LOOP("%{vex%}", "vpdpwssd", "ymm"); }));
      rates.push_back(measure("VPDPBUSD i8 (256)", 64,
                              [](long loops) { ASSAY_RATE_LOOP("%{vex%}", "vpdpbusd", "ymm"); }));
    }
  }
#endif
  return rates;
}

}  // namespace assay::bench
