// Attention of one text. Per head the keys are transposed and the values copied into panels of
// kAttentionVectors registers; then, for a block of queries at a time, the scores of all keys,
// their softmax and the weighted sum of the values, while the scores stay close by.

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kAttentionColumns = kAttentionVectors * kLanes;
constexpr std::size_t kQueryBlock = 48;
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
template <typename Element>
void pack_keys(const Element* keys, std::size_t stride, std::size_t tokens, std::size_t head_dim,
               Element* to) {
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
            to[j * columns + i] = first + i < tokens ? keys[(first + i) * stride + j] : Element{0};
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

// out[kRows x kVectors] = a[kRows x depth] * b, whole registers of scores; or times scale[row], the
// first `columns` of the result.
struct AttentionTile {
  const float* a;
  std::size_t a_stride;
  const float* b;
  std::size_t depth;
  const float* scale;
  float* out;
  std::size_t out_stride;
  std::size_t columns;
};

template <bool kIsResult, std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void run_attention_tile(const AttentionTile& t) {
  Floats acc[kRows][kVectors];
  for_tile<kRows, kVectors>([&](auto i, auto j)
                                __attribute__((always_inline)) { acc[i][j] = zero(); });
  accumulate<kRows, kVectors, false>(t.a, t.a_stride, t.b, kVectors * kLanes, t.depth, acc);
  for_tile<kRows, kVectors>([&](auto i, auto j) __attribute__((always_inline)) {
    float* to = t.out + i * t.out_stride + j * kLanes;
    if constexpr (kIsResult) {
      store_up_to(to, mul(acc[i][j], broadcast(t.scale[i])), lanes_at<kVectors>(j, t.columns));
    } else {
      store(to, acc[i][j]);
    }
  });
}

// One panel's columns of `rows` rows, in tiles of kRows rows and then one of the rest.
template <bool kIsResult, std::size_t kRows>
void run_attention_rows(std::size_t rows, AttentionTile t) {
  for (; rows >= kRows; rows -= kRows) {
    if (t.columns > kLanes) {
      run_attention_tile<kIsResult, kRows, 2>(t);
    } else {
      run_attention_tile<kIsResult, kRows, 1>(t);
    }
    t.a += kRows * t.a_stride;
    t.out += kRows * t.out_stride;
    if (kIsResult) t.scale += kRows;
  }
  if constexpr (kRows > 1) {
    if (rows > 0) run_attention_rows<kIsResult, kRows - 1>(rows, t);
  }
}

// All of `n` columns, b in panels of kAttentionColumns: each is used for all rows while it is close.
template <bool kIsResult>
void multiply_in_attention(std::size_t rows, AttentionTile t, std::size_t n) {
  static_assert(kAttentionVectors == 2);
  for (std::size_t column = 0; column < n; column += kAttentionColumns) {
    t.columns = smaller(kAttentionColumns, n - column);
    run_attention_rows<kIsResult, kAttentionRows>(rows, t);
    t.b += whole_lanes(t.columns) * t.depth;
    t.out += kAttentionColumns;
  }
}

float largest_score(const float* x, std::size_t n) {
  const std::size_t whole = n / kLanes * kLanes;
  const Floats least = broadcast(-3.4e38F);
  Floats most = least;
  for (std::size_t i = 0; i < whole; i += kLanes) most = max(most, load(x + i));
  if (n != whole) most = max(most, keep_first(load(x + whole), least, n - whole));
  return largest_of(most);
}

// function(x) in place, over n scores of whole_lanes(n) in memory, the rest becomes 0; returns
// 1 / sum.
template <typename Function>
inline float soften(float* x, std::size_t n, Function function) {
  PartialSums sum = no_sums();
  for_sums(n, sum, [&](Floats& part, std::size_t i, std::size_t count) {
    Floats p = function(load(x + i));
    if (count < kLanes) p = keep_first(p, zero(), count);
    store(x + i, p);
    part = add(part, p);
  });
  return 1.0F / sum_of(sum);
}

// The largest Euclidean norm of a key; `keys` as pack_keys leaves them.
float largest_norm(const float* keys, std::size_t tokens, std::size_t head_dim) {
  Floats most = zero();
  const std::size_t padded = whole_lanes(tokens);
  for (std::size_t first = 0; first < padded; first += kAttentionColumns) {
    const std::size_t columns = smaller(kAttentionColumns, padded - first);
    for (std::size_t c = 0; c < columns; c += kLanes) {
      Floats sum = zero();
      for (std::size_t d = 0; d < head_dim; ++d) {
        const Floats v = load(keys + d * columns + c);
        sum = fma(v, v, sum);
      }
      most = max(sum, most);
    }
    keys += columns * head_dim;
  }
  return square_root(largest_of(most));
}

float norm_of(const float* x, std::size_t n) {
  PartialSums sum = no_sums();
  for_sums(n, sum, [&](Floats& part, std::size_t i, std::size_t count) {
    const Floats v = load_up_to(x + i, count);
    part = fma(v, v, part);
  });
  return square_root(sum_of(sum));
}

// Powers of scores so near to 0 need no common factor. |q . k| <= |q| |k| mostly tells that they are,
// and saves looking for the largest.
constexpr float kNearScores = 60.0F;

void attention(const Attention& t) {
  const std::size_t padded = whole_lanes(t.tokens);
  float* const keys = t.scratch;
  float* const values = keys + keys_size(t.tokens, t.head_dim);
  float* const scores = values + values_size(t.tokens, t.head_dim);
  for (std::size_t head = 0; head < t.heads; ++head) {
    const std::size_t column = head * t.head_dim;
    pack_keys(t.k + column, t.kv_stride, t.tokens, t.head_dim, keys);
    pack_values(t.v + column, t.kv_stride, t.tokens, t.head_dim, values);
    const float reach = largest_norm(keys, t.tokens, t.head_dim);
    for (std::size_t query = 0; query < t.queries; query += kQueryBlock) {
      const std::size_t rows = smaller(kQueryBlock, t.queries - query);
      float scale[kQueryBlock];
      multiply_in_attention<false>(rows,
                                   {.a = t.q + query * t.q_stride + column,
                                    .a_stride = t.q_stride,
                                    .b = keys,
                                    .depth = t.head_dim,
                                    .scale = nullptr,
                                    .out = scores,
                                    .out_stride = padded,
                                    .columns = 0},
                                   padded);
      for (std::size_t i = 0; i < rows; ++i) {
        float* const row = scores + i * padded;
        const float bound = reach * norm_of(t.q + (query + i) * t.q_stride + column, t.head_dim);
        if (bound <= kNearScores) {
          scale[i] = soften(row, t.tokens, [](Floats x) { return power_of_2_near(x); });
        } else {
          const Floats largest = broadcast(largest_score(row, t.tokens));
          scale[i] = soften(row, t.tokens, [&](Floats x) { return power_of_2(sub(x, largest)); });
        }
      }
      multiply_in_attention<true>(rows,
                                  {.a = scores,
                                   .a_stride = padded,
                                   .b = values,
                                   .depth = t.tokens,
                                   .scale = scale,
                                   .out = t.out + query * t.out_stride + column,
                                   .out_stride = t.out_stride,
                                   .columns = 0},
                                  t.head_dim);
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_ISA
