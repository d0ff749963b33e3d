// 8 x 8 floats or other words of 32 bits, in registers of 8 on every ISA that has them.

namespace assay::ASSAY_ISA {
namespace {

// to[j][i] = from[i][j] for i, j < 8.
template <typename Word>
inline void transpose_8x8(const Word* from, std::size_t from_stride, Word* to,
                          std::size_t to_stride) {
  static_assert(sizeof(Word) == sizeof(float));
  const auto load_row = [&](std::size_t i) {
    return _mm256_loadu_ps(reinterpret_cast<const float*>(from + i * from_stride));
  };
  const auto store_row = [&](std::size_t i, __m256 row) {
    _mm256_storeu_ps(reinterpret_cast<float*>(to + i * to_stride), row);
  };
  __m256 r[8];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < 8; ++i) r[i] = load_row(i);
  __m256 s[8];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    s[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    s[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
#pragma GCC unroll 2
  for (std::size_t i = 0; i < 8; i += 4) {
    r[i] = _mm256_shuffle_ps(s[i], s[i + 2], 0x44);
    r[i + 1] = _mm256_shuffle_ps(s[i], s[i + 2], 0xEE);
    r[i + 2] = _mm256_shuffle_ps(s[i + 1], s[i + 3], 0x44);
    r[i + 3] = _mm256_shuffle_ps(s[i + 1], s[i + 3], 0xEE);
  }
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    store_row(i, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
    store_row(i + 4, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
  }
}

}  // namespace
}  // namespace assay::ASSAY_ISA
