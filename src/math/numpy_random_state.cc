#include "math/numpy_random_state.h"

#include <bit>
#include <numeric>

namespace assay {

std::uint32_t NumpyRandomState::bounded(std::uint32_t max) {
  if (max == 0) return 0;
  const std::uint32_t mask = ~std::uint32_t{0} >> static_cast<unsigned>(std::countl_zero(max));
  while (true) {
    const std::uint32_t value = twister_.next_u32() & mask;
    if (value <= max) return value;
  }
}

std::vector<std::uint32_t> NumpyRandomState::randint(std::uint32_t n, std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  for (std::uint32_t& number : numbers) number = bounded(n - 1);
  return numbers;
}

std::vector<std::uint32_t> NumpyRandomState::permutation(std::uint32_t n) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  shuffle(std::span(order));
  return order;
}

}  // namespace assay
