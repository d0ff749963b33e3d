#include "math/python_random.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <numeric>

namespace assay {

std::uint32_t PythonRandom::below(std::uint32_t n) {
  assert(n > 0);
  const auto width = static_cast<unsigned>(std::bit_width(n));
  while (true) {
    const std::uint32_t value = bits(width);
    if (value < n) return value;
  }
}

std::vector<std::uint32_t> PythonRandom::sample(std::uint32_t n, std::uint32_t count) {
  // CPython weighs the memory of a set of `count` entries against that of a list of n, and the
  // draws differ.
  std::uint64_t set_size = 21;
  if (count > 5) {
    std::uint64_t power = 1;
    while (power < 3 * std::uint64_t{count}) power *= 4;
    set_size += power;
  }
  std::vector<std::uint32_t> chosen(count);
  if (n <= set_size) {
    std::vector<std::uint32_t> pool(n);
    std::iota(pool.begin(), pool.end(), 0U);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t j = below(n - i);
      chosen[i] = pool[j];
      pool[j] = pool[n - i - 1];
    }
    return chosen;
  }
  std::vector<bool> is_chosen(n);
  for (std::uint32_t& number : chosen) {
    do {
      number = below(n);
    } while (is_chosen[number]);
    is_chosen[number] = true;
  }
  return chosen;
}

std::vector<std::uint32_t> PythonRandom::choices(std::uint32_t n, std::size_t count) {
  std::vector<std::uint32_t> chosen(count);
  for (std::uint32_t& number : chosen)
    number = static_cast<std::uint32_t>(std::floor(uniform() * n));
  return chosen;
}

}  // namespace assay
