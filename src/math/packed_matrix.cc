#include "math/packed_matrix.h"

#include <algorithm>
#include <cassert>

namespace assay {

PackedMatrix::PackedMatrix(std::span<const float> weight, std::span<const float> bias,
                           std::size_t n, std::size_t k, const Kernels& kernels)
    : n_(n), k_(k) {
  assert(weight.size() == n * k && (bias.empty() || bias.size() == n));
  const std::size_t columns = (n + kernels.lanes - 1) / kernels.lanes * kernels.lanes;
  float* to = panels_.reserve_discarding(columns * k);
  for (std::size_t first = 0; first < columns; first += kernels.panel_columns) {
    const std::size_t width = std::min(kernels.panel_columns, columns - first);
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = first; j < first + width; ++j) *to++ = j < n ? weight[j * k + i] : 0.0F;
    }
  }
  float* padded_bias = bias_.reserve_discarding(columns);
  std::fill_n(padded_bias, columns, 0.0F);
  std::copy(bias.begin(), bias.end(), padded_bias);
}

}  // namespace assay
