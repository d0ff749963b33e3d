#include "nn/pooling.h"

#include <algorithm>
#include <cmath>

#include "assay/error.h"

namespace assay {
namespace {

// out = sum of weight(t) * x_t over the tokens from `first` on, in their order; returns the sum of
// the weights.
template <typename Weight>
float weighted_sum(const float* tokens, std::size_t count, std::size_t first, std::size_t hidden,
                   Weight weight, float* out) {
  std::fill_n(out, hidden, 0.0F);
  float sum = 0;
  for (std::size_t t = first; t < count; ++t) {
    const float w = weight(t);
    const float* x = tokens + t * hidden;
    for (std::size_t j = 0; j < hidden; ++j) out[j] += w * x[j];
    sum += w;
  }
  return std::max(sum, 1e-9F);
}

void divide(float* x, std::size_t n, float divisor) {
  for (std::size_t j = 0; j < n; ++j) x[j] /= divisor;
}

}  // namespace

std::size_t pooled_width(const PoolingConfig& pooling, std::size_t hidden) {
  const std::size_t modes = std::size_t{pooling.cls} + std::size_t{pooling.max} +
                            std::size_t{pooling.mean} + std::size_t{pooling.mean_sqrt_len} +
                            std::size_t{pooling.weighted_mean} + std::size_t{pooling.last_token};
  if (modes == 0) throw Error(ErrorKind::kBadData, "pooling: no mode is on, expected at least one");
  return modes * hidden;
}

void pool_text(const PoolingConfig& pooling, const float* tokens, std::size_t count,
               std::size_t first, std::size_t hidden, float* out) {
  const auto one = [](std::size_t) { return 1.0F; };
  if (pooling.cls) {
    std::copy_n(tokens + (first < count ? first : 0) * hidden, hidden, out);
    out += hidden;
  }
  if (pooling.max) {
    std::fill_n(out, hidden, 0.0F);
    if (first < count) std::copy_n(tokens + first * hidden, hidden, out);
    for (std::size_t t = first + 1; t < count; ++t) {
      for (std::size_t j = 0; j < hidden; ++j) out[j] = std::max(out[j], tokens[t * hidden + j]);
    }
    out += hidden;
  }
  if (pooling.mean) {
    divide(out, hidden, weighted_sum(tokens, count, first, hidden, one, out));
    out += hidden;
  }
  if (pooling.mean_sqrt_len) {
    divide(out, hidden, std::sqrt(weighted_sum(tokens, count, first, hidden, one, out)));
    out += hidden;
  }
  if (pooling.weighted_mean) {
    const auto position = [](std::size_t t) { return static_cast<float>(t + 1); };
    divide(out, hidden, weighted_sum(tokens, count, first, hidden, position, out));
    out += hidden;
  }
  if (pooling.last_token) {
    if (first < count) {
      std::copy_n(tokens + (count - 1) * hidden, hidden, out);
    } else {
      std::fill_n(out, hidden, 0.0F);
    }
  }
}

bool pools_single_tokens(const PoolingConfig& pooling) {
  return !pooling.max && !pooling.mean && !pooling.mean_sqrt_len && !pooling.weighted_mean;
}

}  // namespace assay
