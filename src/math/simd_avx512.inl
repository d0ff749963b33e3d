// Registers of 16 floats: AVX-512 F, BW, DQ, VL. The same names as in simd_avx2.inl.
#include <immintrin.h>

#define ASSAY_ISA avx512

// g++ 12 takes the registers that its own intrinsics leave undefined on purpose for a mistake (GCC
// bug 105593).
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kLanes = 16;
using Floats = __m512;

// 24 accumulators, three vectors of weights and a broadcast: 28 of the 32 registers.
constexpr std::size_t kTileRows = 8;
constexpr std::size_t kTileVectors = 3;
// 256 rows of 384 floats and a panel of weights fit a second-level cache of 1 MB.
constexpr std::size_t kBlockRows = 256;
constexpr std::size_t kAttentionRows = 8;
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
inline Floats floor(Floats x) {
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}
// a * 2^floor(x)
inline Floats scale_by_floor(Floats a, Floats x) { return _mm512_scalef_ps(a, x); }

inline Floats magnitude(Floats a) { return _mm512_abs_ps(a); }

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

inline __m256 add_halves(const Floats (&parts)[1]) {
  return _mm256_add_ps(_mm512_castps512_ps256(parts[0]), _mm512_extractf32x8_ps(parts[0], 1));
}
inline float largest_of(Floats v) { return _mm512_reduce_max_ps(v); }
inline float round_to_even_scalar(float x) {
  return _mm_cvtss_f32(_mm_round_ss(_mm_set_ss(x), _mm_set_ss(x), 0));
}
inline float square_root(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }

// Sixteen 32-bit integers.
using Ints = __m512i;
inline Ints load_ints(const std::int32_t* p) { return _mm512_loadu_si512(p); }
inline void store_ints(std::int32_t* p, Ints v) { _mm512_storeu_si512(p, v); }
inline Ints keep_first_ints(Ints v, Ints other, std::size_t count) {
  return _mm512_mask_blend_epi32(first_lanes(count), other, v);
}
inline std::int32_t sum_of_ints(Ints v) { return _mm512_reduce_add_epi32(v); }
inline Ints broadcast_int(std::int32_t x) { return _mm512_set1_epi32(x); }
inline Ints zero_ints() { return _mm512_setzero_si512(); }
inline Ints add_ints(Ints a, Ints b) { return _mm512_add_epi32(a, b); }
inline Ints sub_ints(Ints a, Ints b) { return _mm512_sub_epi32(a, b); }
inline Ints min_ints(Ints a, Ints b) { return _mm512_min_epi32(a, b); }
inline Ints max_ints(Ints a, Ints b) { return _mm512_max_epi32(a, b); }
inline Ints magnitude_bits(Floats x) {
  return _mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32(0x7FFFFFFF));
}
inline std::int32_t largest_int_of(Ints v) { return _mm512_reduce_max_epi32(v); }
inline Floats to_floats(Ints v) { return _mm512_cvtepi32_ps(v); }
inline Floats floats_of_bits(Ints v) { return _mm512_castsi512_ps(v); }
inline Ints bits_of(Floats v) { return _mm512_castps_si512(v); }
inline Ints and_ints(Ints a, Ints b) { return _mm512_and_si512(a, b); }
inline Ints upper_16_bits_down(Ints v) { return _mm512_srli_epi32(v, 16); }
inline Ints lower_16_bits_up(Ints v) { return _mm512_slli_epi32(v, 16); }
inline Ints lower_9_bits_up(Ints v) { return _mm512_slli_epi32(v, 23); }
// The lower 16 bits of a below those of b.
inline Ints pairs_of(Ints a, Ints b) {
  return _mm512_mask_blend_epi16(0xAAAAAAAAU, a, _mm512_slli_epi32(b, 16));
}
// Both as 16-bit integers, the nearest ones that there are; within each 128 bits, those of a first.
inline Ints pack_to_16_bits(Ints a, Ints b) { return _mm512_packs_epi32(a, b); }
// (a * b + 2^14) >> 15 of 16-bit integers
inline Ints multiply_rounded(Ints a, Ints b) { return _mm512_mulhrs_epi16(a, b); }
inline Ints to_nearest_ints(Floats v) { return _mm512_cvtps_epi32(v); }
inline void store_16_bits(std::int16_t* p, Ints v, std::size_t count) {
  if (count == kLanes)
    return _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtepi32_epi16(v));
  _mm512_mask_cvtepi32_storeu_epi16(p, first_lanes(count), v);
}
// Two registers as 16-bit integers in their order; the values fit.
inline void store_16_bits(std::int16_t* p, Ints a, Ints b) {
  const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
  _mm512_storeu_si512(p, _mm512_permutexvar_epi64(order, _mm512_packs_epi32(a, b)));
}
// Four registers plus `offset` as bytes in their order, the nearest of 0 to 255. All sums fit 16
// bits; `offset` holds pairs of equal ones.
inline void store_8_bits(std::uint8_t* p, Ints a, Ints b, Ints c, Ints d, Ints offset) {
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const __m512i low = _mm512_add_epi16(_mm512_packs_epi32(a, b), offset);
  const __m512i high = _mm512_add_epi16(_mm512_packs_epi32(c, d), offset);
  _mm512_storeu_si512(p, _mm512_permutexvar_epi32(order, _mm512_packus_epi16(low, high)));
}
inline void store_upper_16_bits(std::int16_t* p, Ints v, std::size_t count) {
  store_16_bits(p, _mm512_srai_epi32(v, 16), count);
}
inline void store_8_bits(std::uint8_t* p, Ints v, std::size_t count) {
  if (count == kLanes)
    return _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(v));
  _mm512_mask_cvtepi32_storeu_epi8(p, first_lanes(count), v);
}

// table[index mod 16]
inline Floats look_up_16(const float* table, Ints index) {
  return _mm512_permutexvar_ps(index, load(table));
}

// Sums of products of narrow formats (kernels.h), in the bits of Ints.
struct MultiplyPairs {
  static constexpr bool kHasZero = false;
  static Floats sum_of(Ints sum) { return to_floats(sum); }
  static Ints run(Ints sum, Ints a, Ints b) {
    return _mm512_add_epi32(sum, _mm512_madd_epi16(a, b));
  }
};
struct MultiplyPairsVnni {
  static constexpr bool kHasZero = false;
  static Floats sum_of(Ints sum) { return to_floats(sum); }
  static Ints run(Ints sum, Ints a, Ints b) {
    asm("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
  }
};
struct MultiplyQuadsVnni {
  static constexpr bool kHasZero = true;
  static Floats sum_of(Ints sum) { return to_floats(sum); }
  static Ints run(Ints sum, Ints a, Ints b) {
    asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
  }
};
// VDPBF16PS in float32: the upper number of a group first, a rounding after each; a product of two
// bfloat16 is exact. (The instruction takes numbers below 2^-126 for 0.)
struct MultiplyBf16 {
  static constexpr bool kHasZero = false;
  static Floats sum_of(Ints sum) { return floats_of_bits(sum); }
  static Ints run(Ints sum, Ints a, Ints b) {
    const Ints upper = broadcast_int(-65536);
    const Floats first = fma(floats_of_bits(and_ints(a, upper)), floats_of_bits(and_ints(b, upper)),
                             floats_of_bits(sum));
    return bits_of(
        fma(floats_of_bits(lower_16_bits_up(a)), floats_of_bits(lower_16_bits_up(b)), first));
  }
};
struct MultiplyBf16Native {
  static constexpr bool kHasZero = false;
  static Floats sum_of(Ints sum) { return floats_of_bits(sum); }
  static Ints run(Ints sum, Ints a, Ints b) {
    asm("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
  }
};

}  // namespace
}  // namespace assay::ASSAY_ISA
