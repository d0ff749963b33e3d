#include "math/numpy_random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <unordered_set>

namespace assay {
namespace {

// numpy's SeedSequence (after O'Neill's seed_seq_fe): spreads the entropy over a pool of four
// words, then draws from it.
constexpr std::size_t kPoolSize = 4;

class SeedSequence {
 public:
  explicit SeedSequence(std::uint64_t seed) {
    const std::array<std::uint32_t, kPoolSize> entropy = {
        static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U), 0, 0};
    std::uint32_t hash = 0x43b0d7e5U;
    const auto hashmix = [&hash](std::uint32_t value) {
      value ^= hash;
      hash *= 0x931e8875U;
      value *= hash;
      return value ^ (value >> 16U);
    };
    std::ranges::transform(entropy, pool_.begin(), hashmix);
    for (std::size_t source = 0; source < kPoolSize; ++source) {
      for (std::size_t target = 0; target < kPoolSize; ++target) {
        if (source != target) pool_[target] = mix(pool_[target], hashmix(pool_[source]));
      }
    }
  }

  // generate_state(4, uint64).
  [[nodiscard]] std::array<std::uint64_t, 4> words() const {
    std::array<std::uint64_t, 4> words{};
    std::uint32_t hash = 0x8b51f9ddU;
    for (std::size_t i = 0; i < 2 * words.size(); ++i) {
      std::uint32_t value = pool_[i % kPoolSize] ^ hash;
      hash *= 0x58f38dedU;
      value *= hash;
      value ^= value >> 16U;
      words[i / 2] |= std::uint64_t{value} << (32U * (i % 2));
    }
    return words;
  }

 private:
  static std::uint32_t mix(std::uint32_t x, std::uint32_t y) {
    const std::uint32_t result = 0xca01f9ddU * x - 0x4973f715U * y;
    return result ^ (result >> 16U);
  }
  std::array<std::uint32_t, kPoolSize> pool_{};
};

}  // namespace

NumpyGenerator::NumpyGenerator(std::uint64_t seed) {
  const auto words = SeedSequence(seed).words();
  const Word128 initial_state = (Word128{words[0]} << 64U) | words[1];
  const Word128 sequence = (Word128{words[2]} << 64U) | words[3];
  increment_ = (sequence << 1U) | 1U;
  step();
  state_ += initial_state;
  step();
}

void NumpyGenerator::step() {
  constexpr Word128 kMultiplier = (Word128{2549297995355413924U} << 64U) | 4865540595714422341U;
  state_ = state_ * kMultiplier + increment_;
}

std::uint64_t NumpyGenerator::next_u64() {
  step();
  const auto high = static_cast<std::uint64_t>(state_ >> 64U);
  const auto low = static_cast<std::uint64_t>(state_);
  return std::rotr(high ^ low, static_cast<int>(high >> 58U));
}

std::uint32_t NumpyGenerator::next_u32() {
  if (kept_half_) return *std::exchange(kept_half_, std::nullopt);
  const std::uint64_t word = next_u64();
  kept_half_ = static_cast<std::uint32_t>(word >> 32U);
  return static_cast<std::uint32_t>(word);
}

std::uint32_t NumpyGenerator::masked(std::uint32_t max) {
  if (max == 0) return 0;
  const std::uint32_t mask = ~std::uint32_t{0} >> static_cast<unsigned>(std::countl_zero(max));
  while (true) {
    const std::uint32_t value = next_u32() & mask;
    if (value <= max) return value;
  }
}

std::uint32_t NumpyGenerator::lemire(std::uint32_t max) {
  if (max == 0) return 0;
  if (max == ~std::uint32_t{0}) return next_u32();
  const std::uint32_t range = max + 1;
  std::uint64_t product = std::uint64_t{next_u32()} * range;
  if (static_cast<std::uint32_t>(product) < range) {
    const std::uint32_t threshold = (~std::uint32_t{0} - max) % range;
    while (static_cast<std::uint32_t>(product) < threshold)
      product = std::uint64_t{next_u32()} * range;
  }
  return static_cast<std::uint32_t>(product >> 32U);
}

std::vector<std::uint32_t> NumpyGenerator::permutation(std::uint32_t n) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  shuffle(std::span(order));
  return order;
}

std::vector<std::uint32_t> NumpyGenerator::choice(std::uint32_t n, std::uint32_t count) {
  constexpr std::uint32_t kSmallPopulation = 10000;
  constexpr std::uint32_t kSmallShare = 50;
  std::vector<std::uint32_t> chosen;
  const auto shuffle_from_the_end = [this](std::vector<std::uint32_t>& items, std::uint32_t first) {
    for (auto i = static_cast<std::uint32_t>(items.size()); i-- > first;)
      std::swap(items[i], items[lemire(i)]);
  };
  if (n > kSmallPopulation && count > n / kSmallShare) {
    chosen.resize(n);
    std::iota(chosen.begin(), chosen.end(), 0U);
    shuffle_from_the_end(chosen, std::max(n - count, 1U));
    chosen.erase(chosen.begin(), chosen.end() - static_cast<std::ptrdiff_t>(count));
    return chosen;
  }
  // Floyd's algorithm (Bentley, Programming Pearls, 1987).
  std::unordered_set<std::uint32_t> seen;
  for (std::uint32_t j = n - count; j < n; ++j) {
    const std::uint32_t value = lemire(j);
    chosen.push_back(seen.insert(value).second ? value : j);
    seen.insert(chosen.back());
  }
  shuffle_from_the_end(chosen, 1);
  return chosen;
}

}  // namespace assay
