// Rows of float in narrow formats (see NarrowRows).

namespace assay::ASSAY_ISA {
namespace {

// Bits of the largest magnitude: as integers, NaN stands above infinity, that above all numbers.
std::int32_t largest_magnitude_bits(const float* x, std::size_t n) {
  Ints most = zero_ints();
  for_lanes(n, [&](std::size_t j, std::size_t count) {
    most = max_ints(most, magnitude_bits(load_up_to(x + j, count)));
  });
  return largest_int_of(most);
}

constexpr std::int32_t kInfinityBits = 0x7F800000;
// Rows whose values are all smaller than 2^-96 count as 0: the inverse of their scale would overflow.
constexpr std::int32_t kTinyBits = 0x0F800000;

inline float float_of(std::int32_t bits) { return __builtin_bit_cast(float, bits); }

inline void fill_group(void* row, std::size_t bytes) {
  auto* p = static_cast<std::uint8_t*>(row);
  for (; bytes % 4 != 0; ++bytes) p[bytes] = 0;
}

// x * inverse as 16-bit integers; the values fit.
inline void round_to_16_bits(const float* x, std::size_t n, float inverse, std::int16_t* to) {
  const auto integers = [&](std::size_t j, std::size_t count) {
    return to_nearest_ints(mul(load_up_to(x + j, count), broadcast(inverse)));
  };
  std::size_t i = 0;
  for (; i + 2 * kLanes <= n; i += 2 * kLanes)
    store_16_bits(to + i, integers(i, kLanes), integers(i + kLanes, kLanes));
  for_lanes(n - i, [&](std::size_t j, std::size_t count) {
    store_16_bits(to + i + j, integers(i + j, count), count);
  });
}

// Rows are measured and then rounded, a few at a time: no row waits for the sums of its own, and all
// are still in the first-level cache.
template <typename Measure, typename Round>
inline void measure_and_round(std::size_t rows, Measure measure, Round round) {
  constexpr std::size_t kTogether = 4;
  for (std::size_t first = 0; first < rows; first += kTogether) {
    const std::size_t count = smaller(kTogether, rows - first);
    decltype(measure(first)) measured[kTogether];
    for (std::size_t i = 0; i < count; ++i) measured[i] = measure(first + i);
    for (std::size_t i = 0; i < count; ++i) round(first + i, measured[i]);
  }
}

// True when the row has been written: all 0, or not finite.
bool write_special_row(std::int32_t bits, std::int32_t* to, std::size_t groups, float& scale) {
  if (bits >= kTinyBits && bits < kInfinityBits) return false;
  scale = bits >= kInfinityBits ? float_of(0x7FC00000) : 0.0F;
  for (std::size_t group = 0; group < groups; ++group) to[group] = 0;
  return true;
}

void narrow_to_i16(const NarrowRows& t) {
  struct Size {
    std::int32_t bits;  // of the largest magnitude
    float squares;
  };
  const auto measure = [&](std::size_t i) {
    Ints most = zero_ints();
    PartialSums squares = no_sums();
    for_sums(t.cols, squares, [&](Floats& part, std::size_t j, std::size_t count) {
      const Floats v = load_up_to(t.x + i * t.x_stride + j, count);
      most = max_ints(most, magnitude_bits(v));
      part = fma(v, v, part);
    });
    return Size{largest_int_of(most), sum_of(squares)};
  };
  const float root = square_root(static_cast<float>(t.cols));
  measure_and_round(t.rows, measure, [&](std::size_t i, const Size& size) {
    std::int32_t* to = t.out + i * t.out_stride;
    t.zero[i] = 0;
    if (write_special_row(size.bits, to, (t.cols + 1) / 2, t.scale[i])) return;
    const float most = float_of(size.bits);
    const bool is_exact = size.squares >= kI16LeastSquares && size.squares <= kI16MostSquares;
    const float norm = is_exact ? square_root(size.squares) : root * most;
    const float by_norm = kI16LargestNorm / norm;
    const float by_value = static_cast<float>(kI16Largest) / most;
    const float inverse = by_norm < by_value ? by_norm : by_value;
    t.scale[i] = 1.0F / inverse;
    round_to_16_bits(t.x + i * t.x_stride, t.cols, inverse, reinterpret_cast<std::int16_t*>(to));
    fill_group(to, 2 * t.cols);
  });
}

// 8 bits from the smallest to the largest value (0 always among them), so that zero is exact:
// q = x / scale + zero. kBytes: as bytes; else q - zero as 16-bit integers.
template <bool kBytes>
void narrow_to_i8(const NarrowRows& t) {
  struct Range {
    std::int32_t bits;  // of the largest magnitude
    float low;
    float high;
  };
  const auto measure = [&](std::size_t i) {
    Ints bits = zero_ints();
    Floats low = zero();
    Floats high = zero();
    for_lanes(t.cols, [&](std::size_t j, std::size_t count) {
      const Floats v = load_up_to(t.x + i * t.x_stride + j, count);
      bits = max_ints(bits, magnitude_bits(v));
      low = min(low, v);
      high = max(high, v);
    });
    return Range{largest_int_of(bits), -largest_of(sub(zero(), low)), largest_of(high)};
  };
  measure_and_round(t.rows, measure, [&](std::size_t i, const Range& range) {
    const float* x = t.x + i * t.x_stride;
    std::int32_t* to = t.out + i * t.out_stride;
    t.zero[i] = 0;
    if (write_special_row(range.bits, to, kBytes ? (t.cols + 3) / 4 : (t.cols + 1) / 2, t.scale[i]))
      return;
    const float width = range.high - range.low;
    t.scale[i] = width / static_cast<float>(kI8LargestInput);
    const float inverse = static_cast<float>(kI8LargestInput) / width;
    const float shift = -round_to_even_scalar(range.low * inverse);
    const auto zero_point = static_cast<std::int32_t>(shift);
    const Ints offset = broadcast_int(zero_point);
    if (kBytes) t.zero[i] = zero_point;
    const auto integers = [&](std::size_t j, std::size_t count) {
      return to_nearest_ints(mul(load_up_to(x + j, count), broadcast(inverse)));
    };
    std::size_t done = 0;
    if constexpr (kBytes) {
      const Ints offsets = broadcast_int(zero_point | zero_point << 16);
      for (; done + 4 * kLanes <= t.cols; done += 4 * kLanes) {
        const auto next = [&](std::size_t part) { return integers(done + part * kLanes, kLanes); };
        store_8_bits(reinterpret_cast<std::uint8_t*>(to) + done, next(0), next(1), next(2), next(3),
                     offsets);
      }
    }
    for_lanes(t.cols - done, [&](std::size_t rest, std::size_t count) {
      const std::size_t j = done + rest;
      Ints q = integers(j, count);
      q = min_ints(max_ints(add_ints(q, offset), zero_ints()), broadcast_int(kI8LargestInput));
      if constexpr (kBytes) {
        store_8_bits(reinterpret_cast<std::uint8_t*>(to) + j, q, count);
      } else {
        store_16_bits(reinterpret_cast<std::int16_t*>(to) + j, sub_ints(q, offset), count);
      }
    });
    fill_group(to, kBytes ? t.cols : 2 * t.cols);
  });
}

// To nearest, ties to even: half of the last place kept, less one where that is even. NaN stays NaN
// (its upper bits are all ones or the quiet bit survives the carry only if it is quiet: every NaN
// that arithmetic makes is).
void narrow_to_bf16(const NarrowRows& t) {
  for (std::size_t i = 0; i < t.rows; ++i) {
    std::int32_t* to = t.out + i * t.out_stride;
    t.scale[i] = 1.0F;
    t.zero[i] = 0;
    for_lanes(t.cols, [&](std::size_t j, std::size_t count) {
      const Ints bits = bits_of(load_up_to(t.x + i * t.x_stride + j, count));
      const Ints odd = and_ints(upper_16_bits_down(bits), broadcast_int(1));
      const Ints rounded = add_ints(add_ints(bits, broadcast_int(0x7FFF)), odd);
      store_upper_16_bits(reinterpret_cast<std::int16_t*>(to) + j, rounded, count);
    });
    fill_group(to, 2 * t.cols);
  }
}

}  // namespace
}  // namespace assay::ASSAY_ISA
