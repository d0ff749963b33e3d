// Kernels that go over rows once: layer normalisation and activations.

namespace assay::ASSAY_ISA {
namespace {

// Calls body(offset, count) for whole registers and then for the rest, if any.
template <typename Body>
inline void for_lanes(std::size_t n, Body body) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) body(i, kLanes);
  if (i < n) body(i, n - i);
}

inline Floats load_up_to(const float* p, std::size_t count) {
  return count == kLanes ? load(p) : load_first(p, count);
}
inline void store_up_to(float* p, Floats v, std::size_t count) {
  if (count == kLanes) {
    store(p, v);
  } else {
    store_first(p, v, count);
  }
}

// Sums of rows are kept in 16 parts on every ISA, part i of the values i, i + 16, ..., and added up
// by halves: the same roundings everywhere.
constexpr std::size_t kSumParts = 16;
struct PartialSums {
  Floats part[kSumParts / kLanes];
};
inline PartialSums no_sums() {
  PartialSums sums;
  for (Floats& part : sums.part) part = zero();
  return sums;
}
inline float sum_of(const PartialSums& sums) {
  const __m256 eight = add_halves(sums.part);
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

// As for_lanes: body(part, offset, count) with the register of the sums that these values belong to.
template <typename Body>
inline void for_sums(std::size_t n, PartialSums& sums, Body body) {
  static_assert(kLanes == kSumParts || 2 * kLanes == kSumParts);
  std::size_t i = 0;
  for (; i + kSumParts <= n; i += kSumParts) {
    body(sums.part[0], i, kLanes);
    if constexpr (kLanes < kSumParts) body(sums.part[1], i + kLanes, kLanes);
  }
  if constexpr (kLanes < kSumParts) {
    if (n - i > kLanes) {
      body(sums.part[0], i, kLanes);
      body(sums.part[1], i + kLanes, n - i - kLanes);
      return;
    }
  }
  if (i < n) body(sums.part[0], i, n - i);
}

void layer_norm_row(const float* x, const float* addend, std::size_t n, const float* weight,
                    const float* bias, float epsilon, float* out) {
  PartialSums sum = no_sums();
  for_sums(n, sum, [&](Floats& part, std::size_t j, std::size_t count) {
    Floats v = load_up_to(x + j, count);
    if (addend != nullptr) {
      v = add(v, load_up_to(addend + j, count));
      store_up_to(out + j, v, count);
    }
    part = add(part, v);
  });
  if (addend != nullptr) x = out;
  const float columns = static_cast<float>(n);
  const Floats mean = broadcast(sum_of(sum) / columns);
  PartialSums squares = no_sums();
  for_sums(n, squares, [&](Floats& part, std::size_t j, std::size_t count) {
    Floats v = sub(load_up_to(x + j, count), mean);
    if (count < kLanes) v = keep_first(v, zero(), count);
    part = fma(v, v, part);
  });
  const Floats scale = broadcast(1.0F / square_root(sum_of(squares) / columns + epsilon));
  for_lanes(n, [&](std::size_t j, std::size_t count) {
    const Floats v = mul(sub(load_up_to(x + j, count), mean), scale);
    store_up_to(out + j, fma(v, load_up_to(weight + j, count), load_up_to(bias + j, count)), count);
  });
}

void layer_norm(const LayerNorm& t) {
  for (std::size_t i = 0; i < t.rows; ++i) {
    const float* addend = t.addend == nullptr ? nullptr : t.addend + i * t.addend_stride;
    layer_norm_row(t.x + i * t.x_stride, addend, t.cols, t.weight, t.bias, t.epsilon,
                   t.out + i * t.out_stride);
  }
}

template <typename Function>
inline void for_each_value(float* x, std::size_t n, Function function) {
  for_lanes(n, [&](std::size_t i, std::size_t count) {
    store_up_to(x + i, function(load_up_to(x + i, count)), count);
  });
}

void gelu(float* x, std::size_t n) {
  for_each_value(x, n, [](Floats v) { return gelu_of(v); });
}
void gelu_tanh(float* x, std::size_t n) {
  for_each_value(x, n, [](Floats v) { return gelu_tanh_of(v); });
}
void silu(float* x, std::size_t n) {
  for_each_value(x, n, [](Floats v) { return silu_of(v); });
}

}  // namespace
}  // namespace assay::ASSAY_ISA
