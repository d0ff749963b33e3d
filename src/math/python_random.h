#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "math/mersenne_twister.h"

namespace assay {

// Python's random.Random(seed) (CPython 3.11): the same numbers in the same order. Ranges below
// 2^32 only.
class PythonRandom {
 public:
  explicit PythonRandom(std::uint32_t seed)
      : twister_(MersenneTwister::from_array(std::span<const std::uint32_t>(&seed, 1))) {}

  // getrandbits(bits). REQUIRES: 0 < bits <= 32.
  [[nodiscard]] std::uint32_t bits(unsigned bits) { return twister_.next_u32() >> (32U - bits); }
  // Uniform in [0, n), as randrange, shuffle and sample draw it. REQUIRES: n > 0.
  [[nodiscard]] std::uint32_t below(std::uint32_t n);
  // random(): uniform in [0, 1).
  [[nodiscard]] double uniform() { return twister_.next_double(); }
  // sample(range(n), count): without replacement. REQUIRES: count <= n.
  [[nodiscard]] std::vector<std::uint32_t> sample(std::uint32_t n, std::uint32_t count);
  // choices(range(n), k=count): with replacement. REQUIRES: n > 0.
  [[nodiscard]] std::vector<std::uint32_t> choices(std::uint32_t n, std::size_t count);

  template <typename T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i-- > 1;)
      std::swap(items[i], items[below(static_cast<std::uint32_t>(i) + 1)]);
  }

 private:
  MersenneTwister twister_;
};

}  // namespace assay
