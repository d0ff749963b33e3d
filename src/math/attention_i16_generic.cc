#include "math/attention_i16_generic.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <span>

#include "math/plain_math.h"

namespace assay::generic {
namespace {

constexpr float kNotANumber = std::bit_cast<float>(0x7FC00000);

// Integers times `scale` are about the numbers.
struct Scale {
  float scale = 0;
  float inverse = 0;
};

Scale scale_of(std::int32_t largest_bits, std::int32_t largest) {
  if (largest_bits >= 0x7F800000) return {kNotANumber, 0};
  if (largest_bits < 0x0F800000) return {};
  const auto most = std::bit_cast<float>(largest_bits);
  return {most / static_cast<float>(largest), static_cast<float>(largest) / most};
}

// Of n numbers, `stride` apart: NaN is the largest.
std::int32_t largest_bits(const float* x, std::size_t n, std::size_t stride) {
  std::int32_t bits = 0;
  for (std::size_t i = 0; i < n; ++i)
    bits = std::max(bits, std::bit_cast<std::int32_t>(std::fabs(x[i * stride])));
  return bits;
}

std::int32_t to_integer(float x, float inverse) {
  return inverse == 0 ? 0 : static_cast<std::int32_t>(std::nearbyint(x * inverse));
}

// 32767 * 2^x for x <= 0 as weight_of in vector_math.inl has it.
std::int32_t weight_of(float x) {
  x = std::max(x, -125.0F);
  const float floor = std::floor(x);
  const float f = x - floor;
  const float value = times_power_of_2(polynomial(kWeightOf, f), floor);
  return std::min(32767, static_cast<std::int32_t>(std::nearbyint(value)));
}

// Weights in place of scores; returns their sum.
std::int32_t to_weights(std::span<std::int32_t> scores, float scale) {
  const std::int32_t largest = *std::ranges::max_element(scores);
  const float shift = -(static_cast<float>(largest) * scale);
  for (std::int32_t& s : scores) s = weight_of(fused(static_cast<float>(s), scale, shift));
  const std::int32_t sum = std::accumulate(scores.begin(), scores.end(), 0);
  const std::int32_t most = kI16LargestWeightSum - static_cast<std::int32_t>(scores.size());
  if (sum <= most) return sum;
  const auto factor = static_cast<std::int32_t>(std::int64_t{32768} * most / sum);
  for (std::int32_t& s : scores) s = (s * factor + 16384) >> 15;
  return std::accumulate(scores.begin(), scores.end(), 0);
}

}  // namespace

std::size_t attention_i16_scratch(std::size_t tokens, std::size_t head_dim) {
  return tokens + 2 * tokens * head_dim + head_dim;
}

void attention_i16(const Attention& t) {
  const std::size_t d = t.head_dim;
  const std::int32_t largest = largest_of_attention_i16(d);
  const std::span scores(reinterpret_cast<std::int32_t*>(t.scratch), t.tokens);
  std::int32_t* const keys = scores.data() + t.tokens;  // [tokens x head_dim]
  std::int32_t* const values = keys + t.tokens * d;     // likewise
  auto* const value_scale = reinterpret_cast<float*>(values + t.tokens * d);
  for (std::size_t head = 0; head < t.heads; ++head) {
    const float* k = t.k + head * d;
    const float* v = t.v + head * d;
    std::int32_t bits = 0;
    for (std::size_t j = 0; j < t.tokens; ++j)
      bits = std::max(bits, largest_bits(k + j * t.kv_stride, d, 1));
    const Scale key = scale_of(bits, largest);
    for (std::size_t c = 0; c < d; ++c) {
      const Scale value =
          scale_of(largest_bits(v + c, t.tokens, t.kv_stride), kI16LargestOfAttention);
      value_scale[c] = value.scale;
      for (std::size_t j = 0; j < t.tokens; ++j) {
        keys[j * d + c] = to_integer(k[j * t.kv_stride + c], key.inverse);
        values[j * d + c] = to_integer(v[j * t.kv_stride + c], value.inverse);
      }
    }
    for (std::size_t i = 0; i < t.queries; ++i) {
      const float* q = t.q + i * t.q_stride + head * d;
      float* out = t.out + i * t.out_stride + head * d;
      const Scale query = scale_of(largest_bits(q, d, 1), largest);
      const float scale = query.scale * key.scale;
      if (!(scale < kI16InfiniteScoreScale)) {
        std::fill_n(out, d, kNotANumber);
        continue;
      }
      for (std::size_t j = 0; j < t.tokens; ++j) {
        scores[j] = 0;
        for (std::size_t c = 0; c < d; ++c)
          scores[j] += to_integer(q[c], query.inverse) * keys[j * d + c];
      }
      const float inverse_sum =
          1.0F / static_cast<float>(to_weights(scores, std::min(scale, kI16LargestScoreScale)));
      for (std::size_t c = 0; c < d; ++c) {
        std::int32_t sum = 0;
        for (std::size_t j = 0; j < t.tokens; ++j) sum += scores[j] * values[j * d + c];
        out[c] = static_cast<float>(sum) * inverse_sum * value_scale[c];
      }
    }
  }
}

}  // namespace assay::generic
