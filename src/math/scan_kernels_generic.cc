// The plain loops: what every CPU runs, and what the vectorised kernels are tested against.

#include <bit>

#include "math/half.h"
#include "math/scan_kernels.h"

namespace assay::generic {
namespace {

float dot_f32(const float* query, const float* stored, std::size_t n) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += query[i] * stored[i];
  return sum;
}

float dot_f16(const float* query, const std::uint16_t* stored, std::size_t n) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += query[i] * from_half(stored[i]);
  return sum;
}

template <typename Byte>
std::int32_t dot_bytes(const Byte* query, const Byte* stored, std::size_t n) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += std::int32_t{query[i]} * std::int32_t{stored[i]};
  return sum;
}

std::uint32_t hamming(const std::uint64_t* query, const std::uint64_t* stored, std::size_t n) {
  int bits = 0;
  for (std::size_t i = 0; i < n; ++i) bits += std::popcount(query[i] ^ stored[i]);
  return static_cast<std::uint32_t>(bits);
}

}  // namespace

const ScanKernels kScanKernels = {
    .dot_f32 = dot_f32,
    .dot_f16 = dot_f16,
    .dot_i8 = dot_bytes<std::int8_t>,
    .dot_u8 = dot_bytes<std::uint8_t>,
    .hamming = hamming,
};

}  // namespace assay::generic
