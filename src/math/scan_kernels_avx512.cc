// GCC 12 takes the "undefined" registers of its own intrinsics for forgotten initialisers (bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <immintrin.h>

#include "math/scan_kernels.h"

#define ASSAY_ISA avx512

namespace assay::avx512 {
namespace {

using ScanFloats = __m512;
using ScanIntegers = __m512i;
constexpr std::size_t kScanLanes = 16;

inline ScanFloats zero_floats() { return _mm512_setzero_ps(); }
inline ScanFloats load_floats(const float* x) { return _mm512_loadu_ps(x); }
inline ScanFloats load_halves(const std::uint16_t* x) {
  return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(x)));
}
inline float load_half(std::uint16_t x) { return _cvtsh_ss(x); }
inline ScanFloats multiply_add(ScanFloats a, ScanFloats b, ScanFloats sum) {
  return _mm512_fmadd_ps(a, b, sum);
}
inline ScanFloats add(ScanFloats a, ScanFloats b) { return _mm512_add_ps(a, b); }
inline float add_up(ScanFloats x) { return _mm512_reduce_add_ps(x); }

inline ScanIntegers zero_integers() { return _mm512_setzero_si512(); }
inline ScanIntegers load_bytes(const std::int8_t* x) {
  return _mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(x)));
}
inline ScanIntegers load_bytes(const std::uint8_t* x) {
  return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(x)));
}
inline ScanIntegers add(ScanIntegers a, ScanIntegers b) { return _mm512_add_epi32(a, b); }
inline ScanIntegers add_products(ScanIntegers a, ScanIntegers b, ScanIntegers sum) {
  return _mm512_add_epi32(sum, _mm512_madd_epi16(a, b));
}
inline std::int32_t add_up(ScanIntegers x) { return _mm512_reduce_add_epi32(x); }

}  // namespace
}  // namespace assay::avx512

#include "math/scan.inl"
