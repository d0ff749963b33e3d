#pragma once

#include <cstddef>

// The inner loops in double, once per instruction set. Plain data only, for the reason that
// kernels.h gives.

namespace assay {

// out[rows x columns] += A[rows x steps] * b[steps x columns]. The element (i, t) of A stands at
// a[i * a_row + t * a_step], so that a matrix and its transpose are equally good. Every element is
// one chain of additions over the steps in ascending order, wherever its row stands.
struct DoubleProduct {
  const double* a;
  std::size_t a_row;
  std::size_t a_step;
  std::size_t rows;
  std::size_t steps;
  const double* b;
  std::size_t b_stride;
  std::size_t columns;  // a multiple of kDoubleLanes
  double* out;
  std::size_t out_stride;
};

// Columns come in groups of this many, whatever the instruction set.
inline constexpr std::size_t kDoubleLanes = 8;

using DoubleProductKernel = void (*)(const DoubleProduct&);

namespace generic {
void add_product(const DoubleProduct& product);
}
#if defined(__x86_64__)
namespace avx2 {
void add_product(const DoubleProduct& product);
}
namespace avx512 {
void add_product(const DoubleProduct& product);
}
#endif

}  // namespace assay
