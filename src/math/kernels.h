#pragma once

#include <cstddef>
#include <cstdint>

// The inner loops, once per instruction set. This header holds plain data only: the kernel files
// that are compiled for one ISA include nothing else, lest an inline function compiled for it be
// linked in elsewhere.

namespace assay {

// What happens to a product on its way out.
enum class Epilogue {
  kBias,          // product + bias
  kBiasGelu,      // gelu(product + bias), the erf form
  kBiasResidual,  // product + bias + residual
};

// out[rows x n] = epilogue(a[rows x k] * B[k x n]), all row-major; B in the layout of PackedMatrix
// (packed_matrix.h). Every element is one chain of additions over k in ascending order, whatever
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
// Integer sums of `fold` groups at a time are exact; they are converted to float and added in
// ascending order. Every ISA gives the same bits before GELU.
struct NarrowGemm {
  const std::int32_t* a;  // as NarrowRows makes it
  std::size_t a_stride;
  std::size_t rows;
  const float* row_scale;        // [rows]
  const std::int32_t* row_zero;  // [rows]; null = all 0
  const std::int32_t* panels;    // PackedNarrow (packed_narrow.h)
  std::size_t groups;            // of k
  std::size_t fold;              // groups whose sum is sure to fit 32 bits
  std::size_t n;
  const float* column_scale;       // [n rounded up to whole lanes]
  const std::int32_t* column_sum;  // likewise: sum of b over k; read where row_zero is given
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

// The largest integers that the formats use. 8191 * 4095 * 64 < 2^31: so many products fit 32 bits
// whatever they are, and several times more of a trained layer (PackedNarrow::fold). One bit more of
// both than the 13 and 12 whose 256 products always fit: four times closer to f32 for 2 % of time.
inline constexpr std::int32_t kI16LargestInput = 8191;   // 14 bits
inline constexpr std::int32_t kI16LargestWeight = 4095;  // 13 bits
inline constexpr std::int32_t kI8LargestInput = 255;
inline constexpr std::int32_t kI8LargestWeight = 127;

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
  float* scratch;  // attention_scratch(tokens, head_dim) floats, aligned to 64 bytes
};

// out = (x - mean) / sqrt(variance + epsilon) * weight + bias per row of x [rows x cols] + addend
// [rows x cols].
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
  void (*gemm_f32)(const GemmF32&);
  NarrowKernels i16;
  NarrowKernels i8;
  NarrowKernels bf16;
  std::size_t (*attention_scratch)(std::size_t tokens, std::size_t head_dim);
  void (*attention)(const Attention&);
  void (*layer_norm)(const LayerNorm&);
  // In place on n values.
  void (*gelu)(float* x, std::size_t n);  // x * (1 + erf(x / sqrt(2))) / 2
  void (*gelu_tanh)(float* x,
                    std::size_t n);       // x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2
  void (*silu)(float* x, std::size_t n);  // x / (1 + exp(-x))
};

namespace generic {
extern const Kernels kKernels;
}
#if defined(__x86_64__)
namespace avx2 {
extern const Kernels kKernels;
extern const NarrowKernels kI16Vnni;  // AVX-VNNI
extern const NarrowKernels kI8Vnni;
}  // namespace avx2
namespace avx512 {
extern const Kernels kKernels;
extern const NarrowKernels kI16Vnni;  // AVX-512 VNNI
extern const NarrowKernels kI8Vnni;
extern const NarrowKernels kBf16Native;  // AVX-512 BF16
}  // namespace avx512
#endif

}  // namespace assay
