#pragma once

#include <cstddef>
#include <cstdint>

// The inner loops of a search that looks at every stored vector, once per instruction set. Plain
// data only, for the reason that kernels.h gives.

namespace assay {

struct ScanKernels {
  // Dot products of two vectors of n numbers. The order of a sum of floats is the kernel's own.
  float (*dot_f32)(const float* query, const float* stored, std::size_t n);
  float (*dot_f16)(const float* query, const std::uint16_t* stored, std::size_t n);  // binary16
  std::int32_t (*dot_i8)(const std::int8_t* query, const std::int8_t* stored, std::size_t n);
  // REQUIRES: n < 33,000, so that the sum fits.
  std::int32_t (*dot_u8)(const std::uint8_t* query, const std::uint8_t* stored, std::size_t n);
  // How many of the bits of n words differ.
  std::uint32_t (*hamming)(const std::uint64_t* query, const std::uint64_t* stored, std::size_t n);
};

namespace generic {
extern const ScanKernels kScanKernels;
}
#if defined(__x86_64__)
namespace avx2 {
extern const ScanKernels kScanKernels;  // needs F16C and POPCNT too
}
namespace avx512 {
extern const ScanKernels kScanKernels;
}
#endif

}  // namespace assay
