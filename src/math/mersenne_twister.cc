#include "math/mersenne_twister.h"

#include <algorithm>

namespace assay {

MersenneTwister::MersenneTwister(std::uint32_t seed) {
  state_[0] = seed;
  for (std::uint32_t i = 1; i < kSize; ++i) {
    state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30U)) + i;
  }
}

MersenneTwister MersenneTwister::from_number(std::uint32_t seed) { return MersenneTwister(seed); }

MersenneTwister MersenneTwister::from_array(std::span<const std::uint32_t> key) {
  MersenneTwister twister(19650218U);
  auto& mt = twister.state_;
  std::size_t i = 1;
  const auto advance = [&] {
    if (++i == kSize) {
      mt[0] = mt[kSize - 1];
      i = 1;
    }
  };
  const auto mixed = [&] { return mt[i - 1] ^ (mt[i - 1] >> 30U); };
  std::size_t j = 0;
  for (std::size_t step = 0; step < std::max(kSize, key.size()); ++step) {
    mt[i] = (mt[i] ^ (mixed() * 1664525U)) + key[j] + static_cast<std::uint32_t>(j);
    advance();
    if (++j == key.size()) j = 0;
  }
  for (std::size_t step = 1; step < kSize; ++step) {
    mt[i] = (mt[i] ^ (mixed() * 1566083941U)) - static_cast<std::uint32_t>(i);
    advance();
  }
  mt[0] = 0x80000000U;
  return twister;
}

void MersenneTwister::refill() {
  constexpr std::size_t kShift = 397;
  for (std::size_t i = 0; i < kSize; ++i) {
    const std::uint32_t y = (state_[i] & 0x80000000U) | (state_[(i + 1) % kSize] & 0x7fffffffU);
    state_[i] = state_[(i + kShift) % kSize] ^ (y >> 1U) ^ ((y & 1U) != 0 ? 0x9908b0dfU : 0U);
  }
  next_ = 0;
}

std::uint32_t MersenneTwister::next_u32() {
  if (next_ == kSize) refill();
  std::uint32_t y = state_[next_++];
  y ^= y >> 11U;
  y ^= (y << 7U) & 0x9d2c5680U;
  y ^= (y << 15U) & 0xefc60000U;
  return y ^ (y >> 18U);
}

double MersenneTwister::next_double() {
  const std::uint32_t a = next_u32() >> 5U;
  const std::uint32_t b = next_u32() >> 6U;
  return (a * 67108864.0 + b) / 9007199254740992.0;
}

}  // namespace assay
