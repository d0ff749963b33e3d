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
// 96 rows of 384 floats and a panel of weights fit a second-level cache of 256 KB.
constexpr std::size_t kBlockRows = 96;
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
inline Floats floor(Floats x) { return _mm256_floor_ps(x); }
// a * 2^floor(x), as long as the result is a normal number
inline Floats scale_by_floor(Floats a, Floats x) {
  const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(floor(x)), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(a), exponent));
}

inline Floats magnitude(Floats a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), a); }

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

// Of 16 values, the upper half added to the lower one.
inline __m256 add_halves(const Floats (&parts)[2]) { return add(parts[0], parts[1]); }
inline float largest_of(Floats v) {
  __m128 x = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  x = _mm_max_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_max_ss(x, _mm_movehdup_ps(x)));
}
inline float round_to_even_scalar(float x) {
  return _mm_cvtss_f32(_mm_round_ss(_mm_set_ss(x), _mm_set_ss(x), 0));
}
inline float square_root(float x) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }

// Eight 32-bit integers.
using Ints = __m256i;
inline Ints load_ints(const std::int32_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}
inline void store_ints(std::int32_t* p, Ints v) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
}
inline Ints keep_first_ints(Ints v, Ints other, std::size_t count) {
  return _mm256_blendv_epi8(other, v, first_lanes(count));
}
inline std::int32_t sum_of_ints(Ints v) {
  __m128i x = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  x = _mm_add_epi32(x, _mm_shuffle_epi32(x, 0x4E));
  return _mm_cvtsi128_si32(_mm_add_epi32(x, _mm_shuffle_epi32(x, 0xB1)));
}
inline Ints broadcast_int(std::int32_t x) { return _mm256_set1_epi32(x); }
inline Ints zero_ints() { return _mm256_setzero_si256(); }
inline Ints add_ints(Ints a, Ints b) { return _mm256_add_epi32(a, b); }
inline Ints sub_ints(Ints a, Ints b) { return _mm256_sub_epi32(a, b); }
inline Ints min_ints(Ints a, Ints b) { return _mm256_min_epi32(a, b); }
inline Ints max_ints(Ints a, Ints b) { return _mm256_max_epi32(a, b); }
inline Ints magnitude_bits(Floats x) {
  return _mm256_and_si256(_mm256_castps_si256(x), _mm256_set1_epi32(0x7FFFFFFF));
}
inline std::int32_t largest_int_of(Ints v) {
  __m128i x = _mm_max_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  x = _mm_max_epi32(x, _mm_shuffle_epi32(x, 0x4E));
  return _mm_cvtsi128_si32(_mm_max_epi32(x, _mm_shuffle_epi32(x, 0xB1)));
}
inline Floats to_floats(Ints v) { return _mm256_cvtepi32_ps(v); }
inline Floats floats_of_bits(Ints v) { return _mm256_castsi256_ps(v); }
inline Ints bits_of(Floats v) { return _mm256_castps_si256(v); }
inline Ints and_ints(Ints a, Ints b) { return _mm256_and_si256(a, b); }
inline Ints upper_16_bits_down(Ints v) { return _mm256_srli_epi32(v, 16); }
inline Ints lower_16_bits_up(Ints v) { return _mm256_slli_epi32(v, 16); }
inline Ints lower_9_bits_up(Ints v) { return _mm256_slli_epi32(v, 23); }
// The lower 16 bits of a below those of b.
inline Ints pairs_of(Ints a, Ints b) {
  return _mm256_blend_epi16(a, _mm256_slli_epi32(b, 16), 0xAA);
}
// Both as 16-bit integers, the nearest ones that there are; within each 128 bits, those of a first.
inline Ints pack_to_16_bits(Ints a, Ints b) { return _mm256_packs_epi32(a, b); }
// (a * b + 2^14) >> 15 of 16-bit integers
inline Ints multiply_rounded(Ints a, Ints b) { return _mm256_mulhrs_epi16(a, b); }
inline Ints to_nearest_ints(Floats v) { return _mm256_cvtps_epi32(v); }  // ties to even
// The lower 16 or 8 bits of the first `count` lanes; the values fit.
inline void store_16_bits(std::int16_t* p, Ints v, std::size_t count) {
  const __m128i low = _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  if (count == kLanes) return _mm_storeu_si128(reinterpret_cast<__m128i*>(p), low);
  alignas(16) std::int16_t values[kLanes];
  _mm_store_si128(reinterpret_cast<__m128i*>(values), low);
  __builtin_memcpy(p, values, 2 * count);
}
// Two registers as 16-bit integers in their order; the values fit.
inline void store_16_bits(std::int16_t* p, Ints a, Ints b) {
  const __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi32(a, b), 0xD8);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), packed);
}
// Four registers plus `offset` as bytes in their order, the nearest of 0 to 255. All sums fit 16
// bits; `offset` holds pairs of equal ones.
inline void store_8_bits(std::uint8_t* p, Ints a, Ints b, Ints c, Ints d, Ints offset) {
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  const __m256i low = _mm256_add_epi16(_mm256_packs_epi32(a, b), offset);
  const __m256i high = _mm256_add_epi16(_mm256_packs_epi32(c, d), offset);
  const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_packus_epi16(low, high), order);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), bytes);
}
inline void store_upper_16_bits(std::int16_t* p, Ints v, std::size_t count) {
  store_16_bits(p, _mm256_srai_epi32(v, 16), count);
}
inline void store_8_bits(std::uint8_t* p, Ints v, std::size_t count) {
  alignas(16) std::int16_t values[kLanes];
  store_16_bits(values, v, kLanes);
  for (std::size_t i = 0; i < count; ++i) p[i] = static_cast<std::uint8_t>(values[i]);
}

// table[index mod 16]
inline Floats look_up_16(const float* table, Ints index) {
  const Floats lower = _mm256_permutevar8x32_ps(load(table), index);
  const Floats upper = _mm256_permutevar8x32_ps(load(table + kLanes), index);
  return _mm256_blendv_ps(lower, upper, _mm256_castsi256_ps(_mm256_slli_epi32(index, 28)));
}

// Sums of products of narrow formats (kernels.h), in the bits of Ints.
struct MultiplyPairs {
  static constexpr bool kHasZero = false;
  static Floats sum_of(Ints sum) { return to_floats(sum); }
  static Ints run(Ints sum, Ints a, Ints b) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
  }
};
// Written as assembly: with the intrinsics g++ 12 moves accumulators out of their registers. {vex}:
// the encoding of AVX-VNNI, which CPUs without AVX-512 have.
struct MultiplyPairsVnni {
  static constexpr bool kHasZero = false;
  static Floats sum_of(Ints sum) { return to_floats(sum); }
  static Ints run(Ints sum, Ints a, Ints b) {
    asm("%{vex%} vpdpwssd %2, %1, %0" : "+x"(sum) : "x"(a), "x"(b));
    return sum;
  }
};
struct MultiplyQuadsVnni {  // a unsigned
  static constexpr bool kHasZero = true;
  static Floats sum_of(Ints sum) { return to_floats(sum); }
  static Ints run(Ints sum, Ints a, Ints b) {
    asm("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sum) : "x"(a), "x"(b));
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

}  // namespace
}  // namespace assay::ASSAY_ISA
