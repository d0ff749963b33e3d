// The plain loop: what every CPU runs, and what the vectorised kernels are tested against.

#include "math/double_kernels.h"

namespace assay::generic {

void add_product(const DoubleProduct& p) {
  for (std::size_t i = 0; i < p.rows; ++i) {
    double* out = p.out + i * p.out_stride;
    for (std::size_t t = 0; t < p.steps; ++t) {
      const double value = p.a[i * p.a_row + t * p.a_step];
      const double* b = p.b + t * p.b_stride;
      for (std::size_t j = 0; j < p.columns; ++j) out[j] += value * b[j];
    }
  }
}

}  // namespace assay::generic
