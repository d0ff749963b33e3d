#include <immintrin.h>

#include "math/scan_kernels.h"

#define ASSAY_ISA avx2

namespace assay::avx2 {
namespace {

using ScanFloats = __m256;
using ScanIntegers = __m256i;
constexpr std::size_t kScanLanes = 8;

inline ScanFloats zero_floats() { return _mm256_setzero_ps(); }
inline ScanFloats load_floats(const float* x) { return _mm256_loadu_ps(x); }
inline ScanFloats load_halves(const std::uint16_t* x) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x)));
}
inline float load_half(std::uint16_t x) { return _cvtsh_ss(x); }
inline ScanFloats multiply_add(ScanFloats a, ScanFloats b, ScanFloats sum) {
  return _mm256_fmadd_ps(a, b, sum);
}
inline ScanFloats add(ScanFloats a, ScanFloats b) { return _mm256_add_ps(a, b); }
inline float add_up(ScanFloats x) {
  __m128 sum = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
  return _mm_cvtss_f32(_mm_add_ss(sum, _mm_shuffle_ps(sum, sum, 1)));
}

inline ScanIntegers zero_integers() { return _mm256_setzero_si256(); }
inline ScanIntegers load_bytes(const std::int8_t* x) {
  return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x)));
}
inline ScanIntegers load_bytes(const std::uint8_t* x) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x)));
}
inline ScanIntegers add(ScanIntegers a, ScanIntegers b) { return _mm256_add_epi32(a, b); }
inline ScanIntegers add_products(ScanIntegers a, ScanIntegers b, ScanIntegers sum) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
}
inline std::int32_t add_up(ScanIntegers x) {
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
  return _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1)));
}

}  // namespace
}  // namespace assay::avx2

#include "math/scan.inl"
