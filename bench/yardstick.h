#pragma once

#include <cstddef>
#include <optional>

namespace assay::bench {

// Seconds that oneDNN takes on one core for a product [rows x k] * [k x n] in float32, bias added,
// with the weights packed beforehand in the layout it likes best. Nothing when built without it.
[[nodiscard]] std::optional<double> onednn_seconds(std::size_t rows, std::size_t n, std::size_t k,
                                                   double seconds);

}  // namespace assay::bench
