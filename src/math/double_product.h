#pragma once

#include "math/double_kernels.h"
#include "math/isa.h"

namespace assay {

// The kernel of one ISA. REQUIRES: this CPU supports it.
[[nodiscard]] DoubleProductKernel double_product_kernel(Isa isa);

// out += A b with the kernel of active_isa(), the rows spread over `threads` (0 = all cores this
// process may use). The same bits at any number of threads.
void add_product(const DoubleProduct& product, unsigned threads);

// The sum of x[i] * y[i] in a fixed order. REQUIRES: both hold n values.
[[nodiscard]] double dot(const double* x, const double* y, std::size_t n);

}  // namespace assay
