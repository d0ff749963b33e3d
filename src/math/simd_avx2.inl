// Registers of 8 floats: AVX2 and FMA. The same names in simd_avx512.inl; the kernels are written
// in them.
#include <immintrin.h>

#define ASSAY_ISA avx2

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kLanes = 8;
using Floats = __m256;

// The register tile of a product: rows x vectors of accumulators, which with one row of the weights
// and one broadcast fill the 16 registers.
constexpr std::size_t kTileRows = 4;
constexpr std::size_t kTileVectors = 3;
// Likewise for attention, where a panel of two vectors divides head sizes of 32 and 64.
constexpr std::size_t kAttentionRows = 6;
constexpr std::size_t kAttentionVectors = 2;

inline Floats load(const float* p) { return _mm256_loadu_ps(p); }
inline void store(float* p, Floats v) { _mm256_storeu_ps(p, v); }
inline Floats broadcast(float x) { return _mm256_set1_ps(x); }
inline Floats zero() { return _mm256_setzero_ps(); }
inline Floats add(Floats a, Floats b) { return _mm256_add_ps(a, b); }
inline Floats sub(Floats a, Floats b) { return _mm256_sub_ps(a, b); }
inline Floats mul(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
inline Floats div(Floats a, Floats b) { return _mm256_div_ps(a, b); }
// The second operand where one is NaN.
inline Floats min(Floats a, Floats b) { return _mm256_min_ps(a, b); }
inline Floats max(Floats a, Floats b) { return _mm256_max_ps(a, b); }
// a * b + c, rounded once
inline Floats fma(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
inline Floats round_to_even(Floats a) {
  return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
// a * 2^n for whole n, as long as the result is a normal number.
inline Floats scale_by_power(Floats a, Floats n) {
  const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(a), exponent));
}

inline __m256i first_lanes(std::size_t count) {
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), lane);
}
// The first `count` <= kLanes elements; the other lanes are 0, their memory is not touched.
inline Floats load_first(const float* p, std::size_t count) {
  return _mm256_maskload_ps(p, first_lanes(count));
}
inline void store_first(float* p, Floats v, std::size_t count) {
  _mm256_maskstore_ps(p, first_lanes(count), v);
}
// v in the first `count` lanes, `other` in the rest.
inline Floats keep_first(Floats v, Floats other, std::size_t count) {
  return _mm256_blendv_ps(other, v, _mm256_castsi256_ps(first_lanes(count)));
}

inline float sum_of(Floats v) {
  __m128 x = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  x = _mm_add_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_add_ss(x, _mm_movehdup_ps(x)));
}
inline float largest_of(Floats v) {
  __m128 x = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  x = _mm_max_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_max_ss(x, _mm_movehdup_ps(x)));
}
inline float square_root(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }

// Into the second-level cache: what is used next, not now.
inline void prefetch(const void* p) { _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T1); }

}  // namespace
}  // namespace assay::ASSAY_ISA
