// The plain loops: what every CPU runs, and what the vectorised kernels are tested against.

#include <algorithm>
#include <cmath>

#include "math/kernels.h"

namespace assay::generic {
namespace {

constexpr std::size_t kPanelColumns = 8;

float gelu_of(float x) { return 0.5F * x * (1.0F + std::erf(x * 0.70710678118654752F)); }

void gemm_f32(const GemmF32& g) {
  for (std::size_t i = 0; i < g.rows; ++i) {
    const float* a = g.a + i * g.a_stride;
    for (std::size_t j0 = 0; j0 < g.n; j0 += kPanelColumns) {
      const std::size_t columns = std::min(kPanelColumns, g.n - j0);
      const float* b = g.panels + j0 * g.k;
      float sum[kPanelColumns] = {};
      for (std::size_t k = 0; k < g.k; ++k, b += columns) {
        for (std::size_t j = 0; j < columns; ++j) sum[j] += a[k] * b[j];
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

std::size_t attention_scratch(std::size_t tokens, std::size_t /*head_dim*/) { return tokens; }

void attention(const Attention& t) {
  float* p = t.scratch;
  for (std::size_t i = 0; i < t.queries; ++i) {
    for (std::size_t h = 0; h < t.heads; ++h) {
      const float* q = t.q + i * t.q_stride + h * t.head_dim;
      float largest = -INFINITY;
      for (std::size_t j = 0; j < t.tokens; ++j) {
        const float* k = t.k + j * t.kv_stride + h * t.head_dim;
        float score = 0;
        for (std::size_t d = 0; d < t.head_dim; ++d) score += q[d] * k[d];
        p[j] = score;
        largest = std::max(largest, score);
      }
      float sum = 0;
      for (std::size_t j = 0; j < t.tokens; ++j) {
        p[j] = std::exp2(p[j] - largest);
        sum += p[j];
      }
      float* out = t.out + i * t.out_stride + h * t.head_dim;
      std::fill_n(out, t.head_dim, 0.0F);
      for (std::size_t j = 0; j < t.tokens; ++j) {
        const float* v = t.v + j * t.kv_stride + h * t.head_dim;
        for (std::size_t d = 0; d < t.head_dim; ++d) out[d] += p[j] * v[d];
      }
      for (std::size_t d = 0; d < t.head_dim; ++d) out[d] /= sum;
    }
  }
}

void layer_norm(const LayerNorm& t) {
  const auto n = static_cast<float>(t.cols);
  for (std::size_t i = 0; i < t.rows; ++i) {
    const float* x = t.x + i * t.x_stride;
    float* out = t.out + i * t.out_stride;
    float sum = 0;
    for (std::size_t j = 0; j < t.cols; ++j) {
      out[j] = t.addend == nullptr ? x[j] : x[j] + t.addend[i * t.addend_stride + j];
      sum += out[j];
    }
    const float mean = sum / n;
    float squares = 0;
    for (std::size_t j = 0; j < t.cols; ++j) squares += (out[j] - mean) * (out[j] - mean);
    const float scale = 1.0F / std::sqrt(squares / n + t.epsilon);
    for (std::size_t j = 0; j < t.cols; ++j)
      out[j] = (out[j] - mean) * scale * t.weight[j] + t.bias[j];
  }
}

void gelu(float* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) x[i] = gelu_of(x[i]);
}

void gelu_tanh(float* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const float u = 0.79788456080286536F * (x[i] + 0.044715F * x[i] * x[i] * x[i]);
    x[i] = 0.5F * x[i] * (1.0F + std::tanh(u));
  }
}

void silu(float* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) x[i] = x[i] / (1.0F + std::exp(-x[i]));
}

}  // namespace

const Kernels kKernels = {
    .panel_columns = kPanelColumns,
    .lanes = 1,
    .gemm_f32 = gemm_f32,
    .attention_scratch = attention_scratch,
    .attention = attention,
    .layer_norm = layer_norm,
    .gelu = gelu,
    .gelu_tanh = gelu_tanh,
    .silu = silu,
};

}  // namespace assay::generic
