#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "math/mersenne_twister.h"

namespace assay {

// numpy.random.RandomState: the same numbers in the same order. Ranges below 2^32 only.
class NumpyRandomState {
 public:
  explicit NumpyRandomState(std::uint32_t seed) : twister_(MersenneTwister::from_number(seed)) {}

  // Uniform in [0, max], by rejection of masked words; max 0 draws nothing.
  [[nodiscard]] std::uint32_t bounded(std::uint32_t max);
  // random_sample(): uniform in [0, 1).
  [[nodiscard]] double uniform() { return twister_.next_double(); }
  // randint(0, n, count). REQUIRES: n > 0.
  [[nodiscard]] std::vector<std::uint32_t> randint(std::uint32_t n, std::size_t count);
  // permutation(n); its first k entries are choice(n, k, replace=False).
  [[nodiscard]] std::vector<std::uint32_t> permutation(std::uint32_t n);

  template <typename T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i-- > 1;)
      std::swap(items[i], items[bounded(static_cast<std::uint32_t>(i))]);
  }

 private:
  MersenneTwister twister_;
};

}  // namespace assay
