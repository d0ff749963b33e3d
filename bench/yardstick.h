#pragma once

#include <cstddef>
#include <functional>

#include "assay/precision.h"

namespace assay::bench {

// One product [rows x k] * [k x n] by oneDNN, on one core: bias added, the weights packed beforehand in
// the layout it likes best. kBf16: inputs and weights in bfloat16, output float32; any other precision:
// all float32. An empty function when built without oneDNN, and for kBf16 without AVX-512 BF16.
[[nodiscard]] std::function<void()> onednn_product(Precision precision, std::size_t rows,
                                                   std::size_t n, std::size_t k);

}  // namespace assay::bench
