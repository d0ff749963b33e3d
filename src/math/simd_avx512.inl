// Registers of 16 floats: AVX-512 F, BW, DQ, VL. The same names as in simd_avx2.inl.
#include <immintrin.h>

#define ASSAY_ISA avx512

// g++ 12 takes the registers that its own intrinsics leave undefined on purpose for a mistake (GCC
// bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kLanes = 16;
using Floats = __m512;

// 24 accumulators, three vectors of weights and a broadcast: 28 of the 32 registers.
constexpr std::size_t kTileRows = 8;
constexpr std::size_t kTileVectors = 3;
constexpr std::size_t kAttentionRows = 12;
constexpr std::size_t kAttentionVectors = 2;

inline Floats load(const float* p) { return _mm512_loadu_ps(p); }
inline void store(float* p, Floats v) { _mm512_storeu_ps(p, v); }
inline Floats broadcast(float x) { return _mm512_set1_ps(x); }
inline Floats zero() { return _mm512_setzero_ps(); }
inline Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
inline Floats sub(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
inline Floats mul(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
inline Floats div(Floats a, Floats b) { return _mm512_div_ps(a, b); }
inline Floats min(Floats a, Floats b) { return _mm512_min_ps(a, b); }
inline Floats max(Floats a, Floats b) { return _mm512_max_ps(a, b); }
inline Floats fma(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
inline Floats round_to_even(Floats a) {
  return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
inline Floats scale_by_power(Floats a, Floats n) {
  const __m512i exponent = _mm512_slli_epi32(_mm512_cvtps_epi32(n), 23);
  return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(a), exponent));
}

inline __mmask16 first_lanes(std::size_t count) {
  return static_cast<__mmask16>((1U << count) - 1U);
}
inline Floats load_first(const float* p, std::size_t count) {
  return _mm512_maskz_loadu_ps(first_lanes(count), p);
}
inline void store_first(float* p, Floats v, std::size_t count) {
  _mm512_mask_storeu_ps(p, first_lanes(count), v);
}
inline Floats keep_first(Floats v, Floats other, std::size_t count) {
  return _mm512_mask_blend_ps(first_lanes(count), other, v);
}

inline float sum_of(Floats v) { return _mm512_reduce_add_ps(v); }
inline float largest_of(Floats v) { return _mm512_reduce_max_ps(v); }
inline float square_root(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }

inline void prefetch(const void* p) { _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T1); }

}  // namespace
}  // namespace assay::ASSAY_ISA
