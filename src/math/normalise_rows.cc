#include "math/normalise_rows.h"

#include <algorithm>
#include <cmath>

namespace assay {

void normalise_rows(Matrix& matrix) {
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    double squares = 0;
    for (const float x : matrix.row(i)) squares += static_cast<double>(x) * static_cast<double>(x);
    const float norm = std::max(static_cast<float>(std::sqrt(squares)), 1e-12F);
    for (float& x : matrix.row(i)) x /= norm;
  }
}

}  // namespace assay
