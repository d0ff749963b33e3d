// The plain loops: what every CPU runs, and what the vectorised kernels agree with to the bit.

#include <algorithm>
#include <bit>
#include <cmath>

#include "math/attention_i16_generic.h"
#include "math/kernels.h"
#include "math/plain_math.h"

namespace assay::generic {
namespace {

constexpr std::size_t kPanelColumns = 8;

// How the products that take nearly all of the time multiply and add: to the same bits.
struct EmulatedFma {
  static float run(float a, float b, float c) { return fused(a, b, c); }
};
struct HardwareFma {  // for functions compiled for a CPU that has it
  [[gnu::always_inline]] static float run(float a, float b, float c) {
    return __builtin_fmaf(a, b, c);
  }
};

template <typename Fma>
[[gnu::always_inline]] inline void gemm_f32_with(const GemmF32& g) {
  for (std::size_t i = 0; i < g.rows; ++i) {
    const float* a = g.a + i * g.a_stride;
    for (std::size_t j0 = 0; j0 < g.n; j0 += kPanelColumns) {
      const std::size_t columns = std::min(kPanelColumns, g.n - j0);
      const float* b = g.panels + j0 * g.k;
      float sum[kPanelColumns] = {};
      for (std::size_t k = 0; k < g.k; ++k, b += columns) {
        for (std::size_t j = 0; j < columns; ++j) sum[j] = Fma::run(a[k], b[j], sum[j]);
      }
      for (std::size_t j = 0; j < columns; ++j) {
        float value = sum[j] + g.bias[j0 + j];
        if (g.epilogue == Epilogue::kBiasGelu) value = gelu_of(value);
        if (g.epilogue == Epilogue::kBiasResidual)
          value += g.residual[i * g.residual_stride + j0 + j];
        g.out[i * g.out_stride + j0 + j] = value;
      }
    }
  }
}

// As the vectorised ones, operation by operation: the integers are the same everywhere.
constexpr std::int32_t kInfinityBits = 0x7F800000;
constexpr std::int32_t kTinyBits = 0x0F800000;

struct RowRange {
  std::int32_t bits = 0;  // of the largest magnitude; NaN is the largest
  float low = 0;
  float high = 0;
};

RowRange range_of(const float* x, std::size_t n) {
  RowRange range;
  for (std::size_t j = 0; j < n; ++j) {
    range.bits = std::max(range.bits, std::bit_cast<std::int32_t>(std::fabs(x[j])));
    range.low = std::min(range.low, x[j]);
    range.high = std::max(range.high, x[j]);
  }
  return range;
}

// True when the row has been written: all 0, or not finite.
bool write_special_row(const RowRange& range, std::size_t cols, std::int16_t* to, float& scale) {
  if (range.bits >= kTinyBits && range.bits < kInfinityBits) return false;
  scale = range.bits >= kInfinityBits ? NAN : 0.0F;
  std::fill_n(to, (cols + 1) / 2 * 2, std::int16_t{0});
  return true;
}

void narrow_to_i16(const NarrowRows& t) {
  for (std::size_t i = 0; i < t.rows; ++i) {
    const float* x = t.x + i * t.x_stride;
    auto* to = reinterpret_cast<std::int16_t*>(t.out + i * t.out_stride);
    t.zero[i] = 0;
    const RowRange range = range_of(x, t.cols);
    if (write_special_row(range, t.cols, to, t.scale[i])) continue;
    const auto most = std::bit_cast<float>(range.bits);
    PartialSums sums;
    for (std::size_t j = 0; j < t.cols; ++j) sums.of(j) = fused(x[j], x[j], sums.of(j));
    const float squares = sums.total();
    const bool is_exact = squares >= kI16LeastSquares && squares <= kI16MostSquares;
    const float norm = is_exact ? std::sqrt(squares) : std::sqrt(static_cast<float>(t.cols)) * most;
    const float inverse = std::min(kI16LargestNorm / norm, static_cast<float>(kI16Largest) / most);
    t.scale[i] = 1.0F / inverse;
    if (t.cols % 2 == 1) to[t.cols] = 0;
    for (std::size_t j = 0; j < t.cols; ++j)
      to[j] = static_cast<std::int16_t>(std::nearbyint(x[j] * inverse));
  }
}

void narrow_to_i8(const NarrowRows& t) {
  for (std::size_t i = 0; i < t.rows; ++i) {
    const float* x = t.x + i * t.x_stride;
    auto* to = reinterpret_cast<std::int16_t*>(t.out + i * t.out_stride);
    t.zero[i] = 0;
    const RowRange range = range_of(x, t.cols);
    if (write_special_row(range, t.cols, to, t.scale[i])) continue;
    const float width = range.high - range.low;
    const auto limit = static_cast<float>(kI8LargestInput);
    t.scale[i] = width / limit;
    const float inverse = limit / width;
    const float zero = -std::nearbyint(range.low * inverse);
    if (t.cols % 2 == 1) to[t.cols] = 0;
    for (std::size_t j = 0; j < t.cols; ++j) {
      const float q = std::clamp(std::nearbyint(x[j] * inverse) + zero, 0.0F, limit);
      to[j] = static_cast<std::int16_t>(q - zero);
    }
  }
}

void narrow_to_bf16(const NarrowRows& t) {
  for (std::size_t i = 0; i < t.rows; ++i) {
    auto* to = reinterpret_cast<std::uint16_t*>(t.out + i * t.out_stride);
    t.scale[i] = 1.0F;
    t.zero[i] = 0;
    if (t.cols % 2 == 1) to[t.cols] = 0;
    for (std::size_t j = 0; j < t.cols; ++j) {
      const auto bits = std::bit_cast<std::uint32_t>(t.x[i * t.x_stride + j]);
      to[j] = static_cast<std::uint16_t>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
    }
  }
}

// Sums of a group's products: of two integers, or of two bfloat16, the upper one first.
struct IntegerSum {
  std::int32_t sum = 0;
  void add(std::int32_t a, std::int32_t b) {
    const auto low = [](std::int32_t group) { return static_cast<std::int16_t>(group); };
    sum += low(a) * low(b) + (a >> 16) * (b >> 16);
  }
};
struct Bf16Sum {
  float sum = 0;
  void add(std::int32_t a, std::int32_t b) {
    const auto upper = [](std::int32_t group) {
      return std::bit_cast<float>(static_cast<std::uint32_t>(group) & 0xFFFF0000U);
    };
    const auto lower = [](std::int32_t group) {
      return std::bit_cast<float>(static_cast<std::uint32_t>(group) << 16);
    };
    sum += upper(a) * upper(b);
    sum += lower(a) * lower(b);
  }
};

template <typename Sum>
void gemm_narrow(const NarrowGemm& g) {
  for (std::size_t i = 0; i < g.rows; ++i) {
    const std::int32_t* a = g.a + i * g.a_stride;
    for (std::size_t column = 0; column < g.n; ++column) {
      const std::size_t first = column / kPanelColumns * kPanelColumns;
      const std::size_t width = std::min(kPanelColumns, g.n - first);
      const std::int32_t* b = g.panels + first * g.groups + (column - first);
      Sum sum;
      for (std::size_t p = 0; p < g.groups; ++p) sum.add(a[p], b[width * p]);
      float value = fused(static_cast<float>(sum.sum) * g.row_scale[i], g.column_scale[column],
                          g.bias[column]);
      if (g.epilogue == Epilogue::kBiasGelu) value = gelu_of(value);
      if (g.epilogue == Epilogue::kBiasResidual)
        value += g.residual[i * g.residual_stride + column];
      g.out[i * g.out_stride + column] = value;
    }
  }
}

std::size_t attention_scratch(std::size_t tokens, std::size_t /*head_dim*/) { return tokens; }

// As in attention.inl: scores so near to 0 need no common factor.
constexpr float kNearScores = 60.0F;

float norm_of(const float* x, std::size_t n) {
  PartialSums sum;
  for (std::size_t i = 0; i < n; ++i) sum.of(i) = fused(x[i], x[i], sum.of(i));
  return std::sqrt(sum.total());
}

// The largest Euclidean norm of a key.
float largest_norm(const float* keys, std::size_t stride, std::size_t tokens, std::size_t n) {
  float most = 0;
  for (std::size_t j = 0; j < tokens; ++j) {
    float sum = 0;
    for (std::size_t d = 0; d < n; ++d)
      sum = fused(keys[j * stride + d], keys[j * stride + d], sum);
    most = std::max(most, sum);
  }
  return std::sqrt(most);
}

// Powers of two in place of n scores; returns 1 / sum.
float soften(float* scores, std::size_t n, float bound) {
  const float shift = bound <= kNearScores ? 0.0F : *std::max_element(scores, scores + n);
  PartialSums sum;
  for (std::size_t j = 0; j < n; ++j) {
    scores[j] = power_of_2(scores[j] - shift);
    sum.of(j) += scores[j];
  }
  return 1.0F / sum.total();
}

template <typename Fma>
[[gnu::always_inline]] inline void attention_with(const Attention& t) {
  float* const p = t.scratch;
  for (std::size_t h = 0; h < t.heads; ++h) {
    const float* keys = t.k + h * t.head_dim;
    const float* values = t.v + h * t.head_dim;
    const float reach = largest_norm(keys, t.kv_stride, t.tokens, t.head_dim);
    for (std::size_t i = 0; i < t.queries; ++i) {
      const float* q = t.q + i * t.q_stride + h * t.head_dim;
      for (std::size_t j = 0; j < t.tokens; ++j) {
        const float* k = keys + j * t.kv_stride;
        p[j] = 0;
        for (std::size_t d = 0; d < t.head_dim; ++d) p[j] = Fma::run(q[d], k[d], p[j]);
      }
      const float scale = soften(p, t.tokens, reach * norm_of(q, t.head_dim));
      float* out = t.out + i * t.out_stride + h * t.head_dim;
      std::fill_n(out, t.head_dim, 0.0F);
      for (std::size_t j = 0; j < t.tokens; ++j) {
        const float* v = values + j * t.kv_stride;
        for (std::size_t d = 0; d < t.head_dim; ++d) out[d] = Fma::run(p[j], v[d], out[d]);
      }
      for (std::size_t d = 0; d < t.head_dim; ++d) out[d] *= scale;
    }
  }
}

void layer_norm(const LayerNorm& t) {
  const auto n = static_cast<float>(t.cols);
  for (std::size_t i = 0; i < t.rows; ++i) {
    const float* x = t.x + i * t.x_stride;
    float* out = t.out + i * t.out_stride;
    PartialSums sum;
    for (std::size_t j = 0; j < t.cols; ++j) {
      out[j] = t.addend == nullptr ? x[j] : x[j] + t.addend[i * t.addend_stride + j];
      sum.of(j) += out[j];
    }
    const float mean = sum.total() / n;
    PartialSums squares;
    for (std::size_t j = 0; j < t.cols; ++j)
      squares.of(j) = fused(out[j] - mean, out[j] - mean, squares.of(j));
    const float scale = 1.0F / std::sqrt(squares.total() / n + t.epsilon);
    for (std::size_t j = 0; j < t.cols; ++j)
      out[j] = fused((out[j] - mean) * scale, t.weight[j], t.bias[j]);
  }
}

void gelu(float* x, std::size_t n) { std::transform(x, x + n, x, gelu_of); }
void gelu_tanh(float* x, std::size_t n) { std::transform(x, x + n, x, gelu_tanh_of); }
void silu(float* x, std::size_t n) { std::transform(x, x + n, x, silu_of); }

void gemm_f32(const GemmF32& g) { gemm_f32_with<EmulatedFma>(g); }
void attention(const Attention& t) { attention_with<EmulatedFma>(t); }
#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] void gemm_f32_fma(const GemmF32& g) { gemm_f32_with<HardwareFma>(g); }
[[gnu::target("avx2,fma")]] void attention_fma(const Attention& t) {
  attention_with<HardwareFma>(t);
}
#endif

}  // namespace

const Kernels kKernels = {
    .panel_columns = kPanelColumns,
    .lanes = 1,
    .block_rows = 96,
    .gemm_f32 = gemm_f32,
    .i16 = {2, "plain loop", narrow_to_i16, gemm_narrow<IntegerSum>},
    .i8 = {2, "plain loop", narrow_to_i8, gemm_narrow<IntegerSum>},
    .bf16 = {2, "plain loop", narrow_to_bf16, gemm_narrow<Bf16Sum>},
    .attention = {attention_scratch, attention},
    .attention_i16 = {attention_i16_scratch, attention_i16},
    .layer_norm = layer_norm,
    .gelu = gelu,
    .gelu_tanh = gelu_tanh,
    .silu = silu,
};

#if defined(__x86_64__)
void (*const kGemmF32Fma)(const GemmF32&) = gemm_f32_fma;
const AttentionKernels kAttentionFma = {attention_scratch, attention_fma};
#endif

}  // namespace assay::generic
