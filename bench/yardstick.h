#pragma once

#include <cstddef>
#include <functional>

namespace assay::bench {

// One product [rows x k] * [k x n] in float32 by oneDNN, bias added, with the weights packed
// beforehand in the layout it likes best, on one core. An empty function when built without oneDNN.
[[nodiscard]] std::function<void()> onednn_product(std::size_t rows, std::size_t n, std::size_t k);

}  // namespace assay::bench
