#pragma once

#include <cstdint>
#include <span>

namespace assay {

// SplitMix64 (Steele, Lea & Flood, 2014): a generator of one word of state. Every replicate has a
// stream of its own, so that replicates can be made in any order.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t replicate)
      : state_(mix(seed + kStep) ^ mix(replicate * kStep + 1)) {}

  [[nodiscard]] std::uint64_t next() {
    state_ += kStep;
    return mix(state_);
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U;
  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_;
};

// How often each row comes in a bootstrap sample of as many rows. A row's chance is 1/n within
// n / 2^32 of it (Lemire's multiplication without rejection).
inline void draw_counts(RandomStream& random, std::span<std::uint32_t> counts) {
  for (std::uint32_t& count : counts) count = 0;
  const std::uint64_t n = counts.size();
  for (std::uint64_t i = 0; i < n; i += 2) {
    const std::uint64_t word = random.next();
    ++counts[((word & 0xFFFFFFFFU) * n) >> 32U];
    if (i + 1 < n) ++counts[((word >> 32U) * n) >> 32U];
  }
}

}  // namespace assay
