#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace assay {

// numpy.random.default_rng(seed): PCG64 (XSL-RR 128/64, O'Neill 2014) seeded through SeedSequence.
// The same numbers in the same order as numpy's Generator. Ranges below 2^32 only.
class NumpyGenerator {
 public:
  explicit NumpyGenerator(std::uint64_t seed);

  [[nodiscard]] std::uint64_t next_u64();
  // The low half of a 64-bit word, then its high half. 64-bit draws in between leave a kept half
  // alone.
  [[nodiscard]] std::uint32_t next_u32();
  // random(): uniform in [0, 1).
  [[nodiscard]] double uniform() { return static_cast<double>(next_u64() >> 11U) * 0x1p-53; }
  // random(dtype=float32): uniform in [0, 1), 24 bits.
  [[nodiscard]] float uniform_float() { return static_cast<float>(next_u32() >> 8U) * 0x1p-24F; }

  // permutation(n).
  [[nodiscard]] std::vector<std::uint32_t> permutation(std::uint32_t n);
  // choice(n, count, replace=False): places in a population of n. REQUIRES: count <= n.
  [[nodiscard]] std::vector<std::uint32_t> choice(std::uint32_t n, std::uint32_t count);

  // shuffle of a list or a 1-d array; permutation(array) is the same on a copy.
  template <typename T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i-- > 1;)
      std::swap(items[i], items[masked(static_cast<std::uint32_t>(i))]);
  }

 private:
  __extension__ using Word128 = unsigned __int128;
  // Both uniform in [0, max]: rejection of masked words, and Lemire's multiplication (2019). numpy
  // uses both.
  std::uint32_t masked(std::uint32_t max);
  std::uint32_t lemire(std::uint32_t max);
  void step();

  Word128 state_ = 0;
  Word128 increment_ = 0;
  std::optional<std::uint32_t> kept_half_;
};

}  // namespace assay
