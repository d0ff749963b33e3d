// Attention of one text. Per head the keys are transposed and the values copied into panels of
// kAttentionVectors registers; then, for a block of queries at a time, the scores of all keys,
// their softmax and the weighted sum of the values, while the scores stay in the first-level cache.

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kAttentionColumns = kAttentionVectors * kLanes;
constexpr std::size_t kQueryBlock = 24;
static_assert(kQueryBlock % kAttentionRows == 0);

constexpr std::size_t whole_lanes(std::size_t n) { return (n + kLanes - 1) / kLanes * kLanes; }

// Floats of each part of the scratch memory.
std::size_t keys_size(std::size_t tokens, std::size_t head_dim) {
  return whole_lanes(tokens) * head_dim;
}
std::size_t values_size(std::size_t tokens, std::size_t head_dim) {
  return tokens * whole_lanes(head_dim);
}

std::size_t attention_scratch(std::size_t tokens, std::size_t head_dim) {
  return keys_size(tokens, head_dim) + values_size(tokens, head_dim) +
         kQueryBlock * whole_lanes(tokens);
}

// keys[tokens x head_dim] into panels of kAttentionColumns tokens, each [head_dim x columns], the
// last one narrower; tokens that do not exist are 0.
void pack_keys(const float* keys, std::size_t stride, std::size_t tokens, std::size_t head_dim,
               float* to) {
  const std::size_t padded = whole_lanes(tokens);
  for (std::size_t first = 0; first < padded; first += kAttentionColumns) {
    const std::size_t columns = smaller(kAttentionColumns, padded - first);
    for (std::size_t c = 0; c < columns; c += 8) {
      for (std::size_t d = 0; d < head_dim; d += 8) {
        if (first + c + 8 <= tokens && d + 8 <= head_dim) {
          transpose_8x8(keys + (first + c) * stride + d, stride, to + d * columns + c, columns);
          continue;
        }
        const std::size_t depth = smaller(8, head_dim - d);
        for (std::size_t i = c; i < c + 8; ++i) {
          for (std::size_t j = d; j < d + depth; ++j) {
            to[j * columns + i] = first + i < tokens ? keys[(first + i) * stride + j] : 0.0F;
          }
        }
      }
    }
    to += columns * head_dim;
  }
}

// values[tokens x head_dim] into panels of kAttentionColumns components, each [tokens x columns].
void pack_values(const float* values, std::size_t stride, std::size_t tokens, std::size_t head_dim,
                 float* to) {
  for (std::size_t first = 0; first < head_dim; first += kAttentionColumns) {
    const std::size_t columns = smaller(kAttentionColumns, whole_lanes(head_dim) - first);
    for (std::size_t t = 0; t < tokens; ++t) {
      for (std::size_t c = 0; c < columns; c += kLanes, to += kLanes) {
        const std::size_t left = head_dim - first - c;
        store(to, load_up_to(values + t * stride + first + c, smaller(left, kLanes)));
      }
    }
  }
}

// out[kRows x kVectors] = a[kRows x depth] * b, times scale[row] if given; the first `columns` are
// stored.
template <std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void attention_tile(const float* a, std::size_t a_stride, const float* b,
                                      std::size_t depth, const float* scale, float* out,
                                      std::size_t out_stride, std::size_t columns) {
  Floats acc[kRows][kVectors];
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) acc[i][j] = zero();
  }
  accumulate<kRows, kVectors>(a, a_stride, b, kVectors * kLanes, depth, acc);
  const bool is_whole = columns == kVectors * kLanes;
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kRows; ++i) {
    float* to = out + i * out_stride;
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) {
      const std::size_t first = j * kLanes;
      Floats v = acc[i][j];
      if (scale != nullptr) v = mul(v, broadcast(scale[i]));
      if (is_whole) {
        store(to + first, v);
      } else {
        store_up_to(to + first, v, smaller(kLanes, columns - first));
      }
    }
  }
}

// out[rows x n] = a[rows x depth] * b, b in panels of kAttentionColumns, n padded to whole lanes
// inside b; `scale` as above.
template <std::size_t kRows>
void attention_rows(std::size_t rows, const float* a, std::size_t a_stride, const float* b,
                    std::size_t depth, std::size_t n, const float* scale, float* out,
                    std::size_t out_stride) {
  if (rows < kRows) {
    if constexpr (kRows > 1)
      attention_rows<kRows - 1>(rows, a, a_stride, b, depth, n, scale, out, out_stride);
    return;
  }
  static_assert(kAttentionVectors == 2);
  for (std::size_t column = 0; column < n; column += kAttentionColumns) {
    const std::size_t columns = smaller(kAttentionColumns, n - column);
    if (columns > kLanes) {
      attention_tile<kRows, 2>(a, a_stride, b, depth, scale, out + column, out_stride, columns);
    } else {
      attention_tile<kRows, 1>(a, a_stride, b, depth, scale, out + column, out_stride, columns);
    }
    b += whole_lanes(columns) * depth;
  }
}

// 2^(x - largest) in place, over n scores of whole_lanes(n) in memory, the rest becomes 0; returns
// 1 / sum.
float soften(float* x, std::size_t n) {
  const std::size_t whole = n / kLanes * kLanes;
  const std::size_t rest = n - whole;
  const Floats least = broadcast(-3.4e38F);
  Floats most = least;
  for (std::size_t i = 0; i < whole; i += kLanes) most = max(most, load(x + i));
  if (rest != 0) most = max(most, keep_first(load(x + whole), least, rest));
  const Floats largest = broadcast(largest_of(most));
  Floats sum = zero();
  for (std::size_t i = 0; i < whole; i += kLanes) {
    const Floats p = power_of_2(sub(load(x + i), largest));
    store(x + i, p);
    sum = add(sum, p);
  }
  if (rest != 0) {
    const Floats p = keep_first(power_of_2(sub(load(x + whole), largest)), zero(), rest);
    store(x + whole, p);
    sum = add(sum, p);
  }
  return 1.0F / sum_of(sum);
}

void attention(const Attention& t) {
  const std::size_t padded = whole_lanes(t.tokens);
  float* const keys = t.scratch;
  float* const values = keys + keys_size(t.tokens, t.head_dim);
  float* const scores = values + values_size(t.tokens, t.head_dim);
  for (std::size_t head = 0; head < t.heads; ++head) {
    const std::size_t column = head * t.head_dim;
    pack_keys(t.k + column, t.kv_stride, t.tokens, t.head_dim, keys);
    pack_values(t.v + column, t.kv_stride, t.tokens, t.head_dim, values);
    for (std::size_t query = 0; query < t.queries; query += kQueryBlock) {
      const std::size_t rows = smaller(kQueryBlock, t.queries - query);
      float scale[kQueryBlock];
      for (std::size_t i = 0; i < rows; i += kAttentionRows) {
        attention_rows<kAttentionRows>(smaller(kAttentionRows, rows - i),
                                       t.q + (query + i) * t.q_stride + column, t.q_stride, keys,
                                       t.head_dim, padded, nullptr, scores + i * padded, padded);
      }
      for (std::size_t i = 0; i < rows; ++i) scale[i] = soften(scores + i * padded, t.tokens);
      for (std::size_t i = 0; i < rows; i += kAttentionRows) {
        attention_rows<kAttentionRows>(smaller(kAttentionRows, rows - i), scores + i * padded,
                                       padded, values, t.tokens, t.head_dim, scale + i,
                                       t.out + (query + i) * t.out_stride + column, t.out_stride);
      }
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_ISA
