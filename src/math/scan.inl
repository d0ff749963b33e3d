// Scans in terms of registers of kScanLanes floats, or as many 16-bit pairs (scan_kernels_<isa>.cc).
namespace assay::ASSAY_ISA {
namespace {

// Four sums run side by side: one multiply-add takes four cycles, and two can begin in each.
template <typename Load, typename Rest>
float dot_floats(const float* query, std::size_t n, Load load, Rest rest) {
  constexpr std::size_t kStep = 4 * kScanLanes;
  ScanFloats sum0 = zero_floats();
  ScanFloats sum1 = zero_floats();
  ScanFloats sum2 = zero_floats();
  ScanFloats sum3 = zero_floats();
  std::size_t i = 0;
  for (; i + kStep <= n; i += kStep) {
    sum0 = multiply_add(load_floats(query + i), load(i), sum0);
    sum1 = multiply_add(load_floats(query + i + kScanLanes), load(i + kScanLanes), sum1);
    sum2 = multiply_add(load_floats(query + i + 2 * kScanLanes), load(i + 2 * kScanLanes), sum2);
    sum3 = multiply_add(load_floats(query + i + 3 * kScanLanes), load(i + 3 * kScanLanes), sum3);
  }
  for (; i + kScanLanes <= n; i += kScanLanes) {
    sum0 = multiply_add(load_floats(query + i), load(i), sum0);
  }
  float sum = add_up(add(add(sum0, sum1), add(sum2, sum3)));
  for (; i < n; ++i) sum += query[i] * rest(i);
  return sum;
}

float dot_f32(const float* query, const float* stored, std::size_t n) {
  return dot_floats(
      query, n, [&](std::size_t i) { return load_floats(stored + i); },
      [&](std::size_t i) { return stored[i]; });
}

float dot_f16(const float* query, const std::uint16_t* stored, std::size_t n) {
  return dot_floats(
      query, n, [&](std::size_t i) { return load_halves(stored + i); },
      [&](std::size_t i) { return load_half(stored[i]); });
}

// Bytes widened to 16 bits, two lanes' worth of products added to each 32-bit sum.
template <typename Byte>
std::int32_t dot_bytes(const Byte* query, const Byte* stored, std::size_t n) {
  constexpr std::size_t kStep = 2 * kScanLanes;
  ScanIntegers sum0 = zero_integers();
  ScanIntegers sum1 = zero_integers();
  std::size_t i = 0;
  for (; i + 2 * kStep <= n; i += 2 * kStep) {
    sum0 = add_products(load_bytes(query + i), load_bytes(stored + i), sum0);
    sum1 = add_products(load_bytes(query + i + kStep), load_bytes(stored + i + kStep), sum1);
  }
  for (; i + kStep <= n; i += kStep) {
    sum0 = add_products(load_bytes(query + i), load_bytes(stored + i), sum0);
  }
  std::int32_t sum = add_up(add(sum0, sum1));
  for (; i < n; ++i) sum += std::int32_t{query[i]} * std::int32_t{stored[i]};
  return sum;
}

std::uint32_t hamming(const std::uint64_t* query, const std::uint64_t* stored, std::size_t n) {
  int bits = 0;
  for (std::size_t i = 0; i < n; ++i) bits += __builtin_popcountll(query[i] ^ stored[i]);
  return static_cast<std::uint32_t>(bits);
}

}  // namespace

const ScanKernels kScanKernels = {
    .dot_f32 = dot_f32,
    .dot_f16 = dot_f16,
    .dot_i8 = dot_bytes<std::int8_t>,
    .dot_u8 = dot_bytes<std::uint8_t>,
    .hamming = hamming,
};

}  // namespace assay::ASSAY_ISA
