#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace assay {

// MT19937 of Matsumoto and Nishimura (2002), with the two seedings in use: numpy's RandomState
// takes a number, Python's random takes an array. Under each stand the samples that the reference
// draws, so every bit counts.
class MersenneTwister {
 public:
  // init_genrand: numpy.random.RandomState(seed).
  static MersenneTwister from_number(std::uint32_t seed);
  // init_by_array: Python's random.Random(n), with n's 32-bit words, the lowest first. REQUIRES:
  // !key.empty().
  static MersenneTwister from_array(std::span<const std::uint32_t> key);

  [[nodiscard]] std::uint32_t next_u32();
  // In [0, 1), 53 bits from two words.
  [[nodiscard]] double next_double();

 private:
  static constexpr std::size_t kSize = 624;
  explicit MersenneTwister(std::uint32_t seed);
  void refill();

  std::array<std::uint32_t, kSize> state_;
  std::size_t next_ = kSize;
};

}  // namespace assay
