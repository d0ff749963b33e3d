// Attention of one text with 16-bit integers (AttentionI16 in kernels.h has the numbers). As in
// attention.inl: keys and values go into panels per head, and the scores of a block of queries stay
// in the first-level cache until they have become weights and the weights a sum of values.

namespace assay::ASSAY_ISA {
namespace {

// Weights leave two registers of scores as one register of pairs.
constexpr std::size_t kPackedTokens = 2 * kLanes;
constexpr std::size_t whole_packs(std::size_t n) {
  return (n + kPackedTokens - 1) / kPackedTokens * kPackedTokens;
}
// The first token of a pair, among the tokens of its register: within 128 bits the pairs of one
// register of scores stand before those of the other.
constexpr std::size_t token_of_pair(std::size_t pair) {
  return (pair % 4 < 2 ? 0 : kLanes) + pair / 4 * 4 + pair % 2 * 2;
}

// Parts of the scratch memory, in 32-bit words, each a multiple of 64 bytes.
struct PartsOfI16 {
  std::size_t groups;         // of a row of queries or keys
  std::size_t rows;           // [max(tokens, kQueryBlock) x groups]: integers in their order
  std::size_t keys;           // [groups x whole_lanes(tokens)]
  std::size_t values;         // [whole_packs(tokens) / 2 x whole_lanes(head_dim)]
  std::size_t scores;         // [kQueryBlock x whole_packs(tokens)], then weights in their place
  std::size_t value_scale;    // [whole_lanes(head_dim)]
  std::size_t value_inverse;  // likewise

  PartsOfI16(std::size_t tokens, std::size_t head_dim) : groups((head_dim + 1) / 2) {
    const std::size_t most = tokens < kQueryBlock ? kQueryBlock : tokens;
    rows = whole_lines(most * groups);
    keys = whole_lines(whole_lanes(tokens) * groups);
    values = whole_lines(whole_packs(tokens) / 2 * whole_lanes(head_dim));
    scores = kQueryBlock * whole_packs(tokens);
    value_scale = value_inverse = whole_lines(head_dim);
  }
  static std::size_t whole_lines(std::size_t words) { return (words + 15) / 16 * 16; }
};

std::size_t attention_i16_scratch(std::size_t tokens, std::size_t head_dim) {
  const PartsOfI16 parts(tokens, head_dim);
  return parts.rows + parts.keys + parts.values + parts.scores + parts.value_scale +
         parts.value_inverse;
}

// What integers times `scale` are about the numbers that `bits` is the largest magnitude of, and the
// factor that makes them; 0 for numbers that count as 0, NaN and 0 for numbers that are not finite.
struct IntegerScale {
  float scale;
  float inverse;
};
IntegerScale integer_scale(std::int32_t bits, std::int32_t largest) {
  if (bits >= kInfinityBits) return {float_of(0x7FC00000), 0};
  if (bits < kTinyBits) return {0, 0};
  return {float_of(bits) / static_cast<float>(largest),
          static_cast<float>(largest) / float_of(bits)};
}

// x * inverse as integers, two to a group.
void to_pairs(const float* x, std::size_t n, float inverse, std::int32_t* to) {
  round_to_16_bits(x, n, inverse, reinterpret_cast<std::int16_t*>(to));
  fill_group(to, 2 * n);
}

// keys[tokens x head_dim] as integers into panels as pack_keys lays them out; returns their scale.
float pack_keys_i16(const float* keys, std::size_t stride, std::size_t tokens, std::size_t head_dim,
                    std::int32_t largest, std::int32_t* rows, std::int32_t* to) {
  Ints most = zero_ints();
  for (std::size_t t = 0; t < tokens; ++t) {
    for_lanes(head_dim, [&](std::size_t j, std::size_t count) {
      most = max_ints(most, magnitude_bits(load_up_to(keys + t * stride + j, count)));
    });
  }
  const IntegerScale scale = integer_scale(largest_int_of(most), largest);
  const std::size_t groups = (head_dim + 1) / 2;
  for (std::size_t t = 0; t < tokens; ++t)
    to_pairs(keys + t * stride, head_dim, scale.inverse, rows + t * groups);
  pack_keys(rows, groups, tokens, groups, to);
  return scale.scale;
}

// values[tokens x head_dim] as integers into panels of kAttentionColumns components, each [pairs of
// tokens x columns], every component with a scale of its own; tokens that do not exist are 0.
void pack_values_i16(const float* values, std::size_t stride, std::size_t tokens,
                     std::size_t head_dim, float* scale, float* inverse, std::int32_t* to) {
  for_lanes(head_dim, [&](std::size_t j, std::size_t count) {
    Ints most = zero_ints();
    for (std::size_t t = 0; t < tokens; ++t)
      most = max_ints(most, magnitude_bits(load_up_to(values + t * stride + j, count)));
    std::int32_t bits[kLanes];
    store_ints(bits, most);
    for (std::size_t i = 0; i < kLanes; ++i) {
      const IntegerScale s = integer_scale(bits[i], kI16LargestOfAttention);
      scale[j + i] = s.scale;
      inverse[j + i] = s.inverse;
    }
  });
  const std::size_t pairs = whole_packs(tokens) / 2;
  for (std::size_t first = 0; first < head_dim; first += kAttentionColumns) {
    const std::size_t columns = smaller(kAttentionColumns, whole_lanes(head_dim) - first);
    for (std::size_t pair = 0; pair < pairs; ++pair) {
      const std::size_t token = pair / kLanes * kPackedTokens + token_of_pair(pair % kLanes);
      for (std::size_t c = 0; c < columns; c += kLanes, to += kLanes) {
        const std::size_t left = smaller(head_dim - first - c, kLanes);
        const Floats factor = load(inverse + first + c);
        const auto integers_of = [&](std::size_t t) {
          if (t >= tokens) return zero_ints();
          const float* row = values + t * stride + first + c;
          return to_nearest_ints(mul(load_up_to(row, left), factor));
        };
        store_ints(to, pairs_of(integers_of(token), integers_of(token + 1)));
      }
    }
  }
}

// Sums of products of integers: scores as they are, whole registers of them; or times
// row_scale[row] and column_scale[column], the first `columns` of the result.
template <typename Output>
struct IntegerTile {
  const std::int32_t* a;
  std::size_t a_stride;
  const std::int32_t* b;
  std::size_t groups;
  Output* out;
  std::size_t out_stride;
  const float* row_scale;
  const float* column_scale;
  std::size_t columns;
};

template <typename Multiply, std::size_t kRows, std::size_t kVectors>
[[gnu::always_inline]] inline void sum_integer_tile(const std::int32_t* a, std::size_t a_stride,
                                                    const std::int32_t* b, std::size_t groups,
                                                    std::int32_t* to, std::size_t to_stride) {
  Ints acc[kRows][kVectors];
  for_tile<kRows, kVectors>([&](auto i, auto j)
                                __attribute__((always_inline)) { acc[i][j] = zero_ints(); });
  accumulate_narrow<Multiply, kRows, kVectors, false>(a, a_stride, b, groups, acc);
  for_tile<kRows, kVectors>([&](auto i, auto j) __attribute__((always_inline)) {
    store_ints(to + i * to_stride + j * kLanes, acc[i][j]);
  });
}

template <typename Multiply, std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void run_integer_tile(const IntegerTile<std::int32_t>& t) {
  sum_integer_tile<Multiply, kRows, kVectors>(t.a, t.a_stride, t.b, t.groups, t.out, t.out_stride);
}

template <typename Multiply, std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void run_integer_tile(const IntegerTile<float>& t) {
  // Through memory: more work in registers would push the accumulators out of them.
  constexpr std::size_t kWidth = kVectors * kLanes;
  alignas(64) std::int32_t sums[kRows * kWidth];
  sum_integer_tile<Multiply, kRows, kVectors>(t.a, t.a_stride, t.b, t.groups, sums, kWidth);
#pragma GCC unroll 1
  for (std::size_t i = 0; i < kRows; ++i) {
    const Floats row_scale = broadcast(t.row_scale[i]);
    for_lanes(t.columns, [&](std::size_t j, std::size_t count) {
      const Floats sum = to_floats(load_ints(sums + i * kWidth + j));
      store_up_to(t.out + i * t.out_stride + j, mul(mul(sum, row_scale), load(t.column_scale + j)),
                  count);
    });
  }
}

// As in attention.inl: a panel's columns of `rows` rows, and all panels.
template <typename Multiply, std::size_t kRows, typename Output>
void run_integer_rows(std::size_t rows, IntegerTile<Output> t) {
  for (; rows >= kRows; rows -= kRows) {
    if (t.columns > kLanes) {
      run_integer_tile<Multiply, kRows, 2>(t);
    } else {
      run_integer_tile<Multiply, kRows, 1>(t);
    }
    t.a += kRows * t.a_stride;
    t.out += kRows * t.out_stride;
    if (t.row_scale != nullptr) t.row_scale += kRows;
  }
  if constexpr (kRows > 1) {
    if (rows > 0) run_integer_rows<Multiply, kRows - 1>(rows, t);
  }
}

template <typename Multiply, typename Output>
void multiply_integers(std::size_t rows, IntegerTile<Output> t, std::size_t n) {
  static_assert(kAttentionVectors == 2);
  for (std::size_t column = 0; column < n; column += kAttentionColumns) {
    t.columns = smaller(kAttentionColumns, n - column);
    run_integer_rows<Multiply, kAttentionRows>(rows, t);
    t.b += whole_lanes(t.columns) * t.groups;
    t.out += kAttentionColumns;
    if (t.column_scale != nullptr) t.column_scale += kAttentionColumns;
  }
}

std::int32_t largest_score(const std::int32_t* scores, std::size_t n) {
  const std::size_t whole = n / kLanes * kLanes;
  const Ints least = broadcast_int(-2147483647 - 1);
  Ints most = least;
  for (std::size_t i = 0; i < whole; i += kLanes) most = max_ints(most, load_ints(scores + i));
  if (n != whole) {
    most = max_ints(most, keep_first_ints(load_ints(scores + whole), least, n - whole));
  }
  return largest_int_of(most);
}

// Turns the scores of one query into weights of 16 bits, packed, in the same place; returns their
// sum. There is room for whole packs.
template <typename Multiply>
std::int32_t to_weights(std::int32_t* scores, std::size_t n, float scale, float score_shift) {
  const Floats slope = broadcast(scale);
  const Floats shift = broadcast(score_shift);
  const auto weigh = [&](std::size_t i) {
    return to_nearest_ints(weight_of(fma(to_floats(load_ints(scores + i)), slope, shift)));
  };
  const Ints ones = broadcast_int(0x00010001);
  Ints sum = zero_ints();
  std::int32_t* to = scores;
  std::size_t i = 0;
  for (; i + kPackedTokens <= n; i += kPackedTokens, to += kLanes) {
    const Ints packed = pack_to_16_bits(weigh(i), weigh(i + kLanes));
    store_ints(to, packed);
    sum = Multiply::run(sum, packed, ones);
  }
  if (i < n) {
    const std::size_t left = n - i;
    const Ints first = left >= kLanes ? weigh(i) : keep_first_ints(weigh(i), zero_ints(), left);
    const Ints second = left > kLanes
                            ? keep_first_ints(weigh(i + kLanes), zero_ints(), left - kLanes)
                            : zero_ints();
    const Ints packed = pack_to_16_bits(first, second);
    store_ints(to, packed);
    sum = Multiply::run(sum, packed, ones);
  }
  return sum_of_ints(sum);
}

// Scales packed weights down where their sum is too large; returns the new sum.
template <typename Multiply>
std::int32_t fit_weights(std::int32_t* weights, std::size_t n, std::int32_t total) {
  const std::int32_t most = kI16LargestWeightSum - static_cast<std::int32_t>(n);
  if (total <= most) return total;
  const auto factor = static_cast<std::int32_t>(std::int64_t{32768} * most / total);
  const Ints factors = broadcast_int(factor | factor << 16);
  const Ints ones = broadcast_int(0x00010001);
  Ints sum = zero_ints();
  for (std::size_t i = 0; i < whole_packs(n) / 2; i += kLanes) {
    const Ints packed = multiply_rounded(load_ints(weights + i), factors);
    store_ints(weights + i, packed);
    sum = Multiply::run(sum, packed, ones);
  }
  return sum_of_ints(sum);
}

// Turns the scores of `rows` queries, `padded` apart, into weights. scale[row]: what makes powers of
// two of the scores; becomes 1 / (sum of weights), NaN where the scores are not finite. Each step
// goes over all rows, so that no row waits for the sum or maximum of its own.
template <typename Multiply>
void to_weights(std::int32_t* scores, std::size_t rows, std::size_t padded, std::size_t n,
                float* scale) {
  float slope[kQueryBlock];
  float shift[kQueryBlock];
  std::int32_t sum[kQueryBlock];
  for (std::size_t i = 0; i < rows; ++i) {
    slope[i] = scale[i] < kI16LargestScoreScale ? scale[i] : kI16LargestScoreScale;
    shift[i] = -(static_cast<float>(largest_score(scores + i * padded, n)) * slope[i]);
  }
  for (std::size_t i = 0; i < rows; ++i)
    sum[i] = to_weights<Multiply>(scores + i * padded, n, slope[i], shift[i]);
  for (std::size_t i = 0; i < rows; ++i) {
    sum[i] = fit_weights<Multiply>(scores + i * padded, n, sum[i]);
    const bool is_finite = scale[i] < kI16InfiniteScoreScale;
    scale[i] = is_finite ? 1.0F / static_cast<float>(sum[i]) : float_of(0x7FC00000);
  }
}

// Asks for what the next head will read, in equal parts while the queries of this one pass by: a
// text's rows are more than the second-level cache holds, and no hardware foresees their columns.
[[gnu::always_inline]] inline void prefetch_next_head(const Attention& t, std::size_t head,
                                                      std::size_t query, std::size_t rows) {
  if (head + 1 == t.heads) return;
  const std::size_t column = (head + 1) * t.head_dim;
  prefetch_rows<false>(t.q + query * t.q_stride + column, t.q_stride, rows, t.head_dim);
  const std::size_t first = t.tokens * query / t.queries;
  const std::size_t tokens = t.tokens * (query + rows) / t.queries - first;
  prefetch_rows<false>(t.k + first * t.kv_stride + column, t.kv_stride, tokens, t.head_dim);
  prefetch_rows<false>(t.v + first * t.kv_stride + column, t.kv_stride, tokens, t.head_dim);
}

template <typename Multiply>
void attention_i16(const Attention& t) {
  const PartsOfI16 parts(t.tokens, t.head_dim);
  const std::size_t padded = whole_packs(t.tokens);
  auto* const rows = reinterpret_cast<std::int32_t*>(t.scratch);
  std::int32_t* const keys = rows + parts.rows;
  std::int32_t* const values = keys + parts.keys;
  std::int32_t* const scores = values + parts.values;
  auto* const value_scale = reinterpret_cast<float*>(scores + parts.scores);
  float* const value_inverse = value_scale + parts.value_scale;
  const std::int32_t largest = largest_of_attention_i16(t.head_dim);
  for (std::size_t head = 0; head < t.heads; ++head) {
    const std::size_t column = head * t.head_dim;
    const float key_scale =
        pack_keys_i16(t.k + column, t.kv_stride, t.tokens, t.head_dim, largest, rows, keys);
    pack_values_i16(t.v + column, t.kv_stride, t.tokens, t.head_dim, value_scale, value_inverse,
                    values);
    for (std::size_t query = 0; query < t.queries; query += kQueryBlock) {
      const std::size_t count = smaller(kQueryBlock, t.queries - query);
      prefetch_next_head(t, head, query, count);
      float scale[kQueryBlock];
      for (std::size_t i = 0; i < count; ++i) {
        const float* q = t.q + (query + i) * t.q_stride + column;
        const IntegerScale s = integer_scale(largest_magnitude_bits(q, t.head_dim), largest);
        to_pairs(q, t.head_dim, s.inverse, rows + i * parts.groups);
        scale[i] = s.scale * key_scale;
      }
      multiply_integers<Multiply>(count,
                                  IntegerTile<std::int32_t>{.a = rows,
                                                            .a_stride = parts.groups,
                                                            .b = keys,
                                                            .groups = parts.groups,
                                                            .out = scores,
                                                            .out_stride = padded,
                                                            .row_scale = nullptr,
                                                            .column_scale = nullptr,
                                                            .columns = 0},
                                  whole_lanes(t.tokens));
      to_weights<Multiply>(scores, count, padded, t.tokens, scale);
      multiply_integers<Multiply>(count,
                                  IntegerTile<float>{.a = scores,
                                                     .a_stride = padded,
                                                     .b = values,
                                                     .groups = padded / 2,
                                                     .out = t.out + query * t.out_stride + column,
                                                     .out_stride = t.out_stride,
                                                     .row_scale = scale,
                                                     .column_scale = value_scale,
                                                     .columns = 0},
                                  t.head_dim);
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_ISA
