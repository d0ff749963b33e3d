#pragma once

#include <cstddef>
#include <cstdint>

// The inner loops, once per instruction set. This header holds plain data only: the kernel files
// that are compiled for one ISA include nothing else, lest an inline function compiled for it be
// linked in elsewhere. Every kernel gives the same bits under every ISA, but for kBf16Native.

namespace assay {

// What happens to a product on its way out.
enum class Epilogue {
  kBias,          // product + bias
  kBiasGelu,      // gelu(product + bias), the erf form
  kBiasResidual,  // product + bias + residual
};

// out[rows x n] = epilogue(a[rows x k] * B[k x n]), all row-major; B in the layout of PackedMatrix
// (packed_matrix.h). Every element is one chain of fused additions over k in ascending order, whatever
// `rows` is and wherever the row stands.
struct GemmF32 {
  const float* a;
  std::size_t a_stride;  // elements from one row to the next
  std::size_t rows;
  const float* panels;
  std::size_t k;
  std::size_t n;
  const float* bias;      // [n rounded up to whole lanes]
  const float* residual;  // [rows x n], apart from `out`; for kBiasResidual only
  std::size_t residual_stride;
  float* out;
  std::size_t out_stride;
  Epilogue epilogue;
};

// Narrow number formats of a product. Both sides keep consecutive inputs together in groups of 32
// bits, the lower first; a multiply-add instruction multiplies the groups of two registers and adds
// all products of a group to a 32-bit sum.
//   i16   two signed integers
//   i8    four bytes, inputs unsigned and weights signed, where the CPU has an instruction for it;
//         elsewhere two 16-bit integers of the same values, the zero taken off already
//   bf16  two bfloat16; sums in float32

// Rows of float in a narrow format; x is about (q - zero) * scale. A row that holds a value that is
// not finite gets the scale NaN and zeros (bf16: keeps it), so that what comes of it is NaN too.
struct NarrowRows {
  const float* x;
  std::size_t x_stride;
  std::size_t rows;
  std::size_t cols;
  std::int32_t* out;       // [rows x out_stride], the last group of a row filled up with 0
  std::size_t out_stride;  // groups
  float* scale;            // [rows]
  std::int32_t* zero;      // [rows]; 0 where the format has none
};

// out[rows x n] = epilogue(a[rows x k] * B[k x n]) in a narrow format:
//   (sum over k of (a - zero) * b) * row_scale * column_scale + bias ...
// Integer sums are exact; they are rounded to float once, and so are the last multiplication and the
// bias together.
struct NarrowGemm {
  const std::int32_t* a;  // as NarrowRows makes it
  std::size_t a_stride;
  std::size_t rows;
  const float* row_scale;        // [rows]
  const std::int32_t* row_zero;  // [rows]; null = all 0
  const std::int32_t* panels;    // PackedNarrow (packed_narrow.h)
  std::size_t groups;            // of k
  std::size_t n;
  const float* column_scale;       // [n rounded up to whole lanes]
  const std::int32_t* column_sum;  // likewise: sum S of b over k, as 16-bit integers S mod 128 and
                                   // floor(S / 128); read where row_zero is given
  const float* bias;               // likewise
  const float* residual;           // as in GemmF32
  std::size_t residual_stride;
  float* out;
  std::size_t out_stride;
  Epilogue epilogue;
};

// The kernels of one narrow format.
struct NarrowKernels {
  std::size_t in_group;  // inputs in a group of 32 bits
  const char* instruction;
  void (*narrow)(const NarrowRows&);
  void (*gemm)(const NarrowGemm&);
};

// The integers of i16. A row, and an output's weights, are scaled so that neither an integer is
// above kI16Largest nor their Euclidean norm above kI16LargestNorm. By Cauchy and Schwarz no sum of
// products, nor any part of it, can then leave 32 bits: rounding to integers adds at most
// sqrt(k) / 2 to a norm, 128 for kI16LargestDepth, and computing it in float less than 2^-12 of it;
// (46200 * (1 + 2^-12) + 128)^2 < 2^31. Where a row's sum of squares may be inexact, its norm counts
// as what it is at most, sqrt(k) times the largest magnitude.
inline constexpr std::int32_t kI16Largest = 32767;
inline constexpr float kI16LargestNorm = 46200;
inline constexpr float kI16LeastSquares = 0x1p-60F;
inline constexpr float kI16MostSquares = 0x1p126F;
inline constexpr std::size_t kI16LargestDepth = 65536;
// Those of i8.
inline constexpr std::int32_t kI8LargestInput = 255;
inline constexpr std::int32_t kI8LargestWeight = 127;
inline constexpr std::size_t kI8LargestDepth = 33024;  // times 127 fits column_sum
// Those of attention with 16-bit integers.
inline constexpr std::int32_t kI16LargestOfAttention = 8191;

// Self-attention of one text, all heads:
//   out[i] = sum_j p_ij v_j,   p_ij = 2^(q_i . k_j) / sum_j' 2^(q_i . k_j')
// The queries come scaled by log2(e) / sqrt(head_dim): powers of two save a multiplication per
// score. Head h uses the columns [h * head_dim, (h + 1) * head_dim) of every row.
struct Attention {
  const float* q;  // [queries x heads * head_dim]
  std::size_t q_stride;
  std::size_t queries;
  const float* k;  // [tokens x heads * head_dim]
  const float* v;
  std::size_t kv_stride;
  std::size_t tokens;  // > 0
  std::size_t heads;
  std::size_t head_dim;
  float* out;  // [queries x heads * head_dim]
  std::size_t out_stride;
  float* scratch;  // AttentionKernels::scratch(tokens, head_dim) floats, aligned to 64 bytes
};

// Attention with 16-bit integers: the same result but for rounding, every integer the same under
// every ISA. Of one head of one text, with B = largest_of_attention_i16(head_dim):
//   queries  scale s = max|q| / B of each, q' = round(q * (B / max|q|)), ties to even
//   keys     likewise, one scale for all of them
//   scores   q' . k', exact: head_dim * B * B < 2^31
//   weights  round(32767 * 2^(score * s - largest score * s)), at most 32767, with s = query scale *
//            key scale, at most kI16LargestScoreScale; where their sum is above
//            kI16LargestWeightSum - tokens, all of them times
//            floor(32768 * (kI16LargestWeightSum - tokens) / sum) / 32768, rounded half up
//   values   of each component, scale max|v| / 8191 over all tokens
//   result   sum of weight * v', exact, times 1 / (sum of weights), times the component's scale
// As in NarrowRows, largest magnitudes below 2^-96 count as 0, and what is not finite makes all that
// comes of it NaN.
inline constexpr std::int32_t kI16LargestWeightSum = 262176;  // times 8191 fits 32 bits
inline constexpr std::size_t kI16LargestTokens = 65536;       // times 32767 fits 32 bits
// So small that the rounding of largest score * s, up to 8, cannot take 32767 * 2^8 beyond 32 bits.
// Above it, scores are in hundreds of millions: one token has all the weight anyway.
inline constexpr float kI16LargestScoreScale = 0.125F;
inline constexpr float kI16InfiniteScoreScale = 0x1p64F;  // from here on scores count as infinite
static inline std::int32_t largest_of_attention_i16(std::size_t head_dim) {
  const auto root = static_cast<std::int32_t>(
      __builtin_sqrt(2147483647.0 / static_cast<double>(head_dim)));  // rounded down
  return root < kI16LargestOfAttention ? root : kI16LargestOfAttention;
}

struct AttentionKernels {
  std::size_t (*scratch)(std::size_t tokens, std::size_t head_dim);  // floats
  void (*run)(const Attention&);
};

// out = (x - mean) / sqrt(variance + epsilon) * weight + bias per row of x [rows x cols] + addend
// [rows x cols]. Sums over a row are kept in 16 parts.
struct LayerNorm {
  const float* x;
  std::size_t x_stride;
  const float* addend;  // null = none
  std::size_t addend_stride;
  std::size_t rows;
  std::size_t cols;
  const float* weight;  // [cols]
  const float* bias;    // [cols]
  float epsilon;
  float* out;  // may be x
  std::size_t out_stride;
};

struct Kernels {
  // Layout of packed matrices: columns of a full panel; the last panel is cut to whole lanes.
  std::size_t panel_columns;
  std::size_t lanes;
  std::size_t block_rows;  // rows of a product while all weights pass by once
  void (*gemm_f32)(const GemmF32&);
  NarrowKernels i16;
  NarrowKernels i8;
  NarrowKernels bf16;
  AttentionKernels attention;
  AttentionKernels attention_i16;
  void (*layer_norm)(const LayerNorm&);
  // In place on n values.
  void (*gelu)(float* x, std::size_t n);  // x * (1 + erf(x / sqrt(2))) / 2
  void (*gelu_tanh)(float* x,
                    std::size_t n);       // x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2
  void (*silu)(float* x, std::size_t n);  // x / (1 + exp(-x))
};

namespace generic {
extern const Kernels kKernels;
#if defined(__x86_64__)
extern void (*const kGemmF32Fma)(const GemmF32&);  // the same with FMA instructions
extern const AttentionKernels kAttentionFma;
#endif
}  // namespace generic
#if defined(__x86_64__)
namespace avx2 {
extern const Kernels kKernels;
extern const NarrowKernels kI16Vnni;  // AVX-VNNI
extern const NarrowKernels kI8Vnni;
extern const AttentionKernels kAttentionI16Vnni;
}  // namespace avx2
namespace avx512 {
extern const Kernels kKernels;
extern const NarrowKernels kI16Vnni;  // AVX-512 VNNI
extern const NarrowKernels kI8Vnni;
extern const AttentionKernels kAttentionI16Vnni;
extern const NarrowKernels kBf16Native;  // AVX-512 BF16
}  // namespace avx512
#endif

}  // namespace assay
