#include "math/double_product.h"

#include <algorithm>
#include <array>

#include "base/parallel.h"

namespace assay {

DoubleProductKernel double_product_kernel(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::kAvx2:
      return avx2::add_product;
    case Isa::kAvx512:
      return avx512::add_product;
#endif
    default:
      return generic::add_product;
  }
}

void add_product(const DoubleProduct& product, unsigned threads) {
  const DoubleProductKernel kernel = double_product_kernel(active_isa());
  threads = resolve_threads(threads);
  if (threads == 1) return kernel(product);
  constexpr std::size_t kRowsPerPart = 48;  // a multiple of every tile
  const std::size_t parts = (product.rows + kRowsPerPart - 1) / kRowsPerPart;
  parallel_for(parts, threads, [&](std::size_t part, unsigned) {
    const std::size_t first = part * kRowsPerPart;
    DoubleProduct rows = product;
    rows.a += first * product.a_row;
    rows.out += first * product.out_stride;
    rows.rows = std::min(kRowsPerPart, product.rows - first);
    kernel(rows);
  });
}

double dot(const double* x, const double* y, std::size_t n) {
  // Sums that do not wait for each other.
  constexpr std::size_t kSums = 16;
  std::array<double, kSums> sums{};
  std::size_t i = 0;
  for (; i + kSums <= n; i += kSums) {
    for (std::size_t j = 0; j < kSums; ++j) sums[j] += x[i + j] * y[i + j];
  }
  for (std::size_t j = 0; i < n; ++i, ++j) sums[j] += x[i] * y[i];
  for (std::size_t width = kSums / 2; width > 0; width /= 2) {
    for (std::size_t j = 0; j < width; ++j) sums[j] += sums[j + width];
  }
  return sums[0];
}

}  // namespace assay
