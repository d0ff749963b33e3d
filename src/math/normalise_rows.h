#pragma once

#include "assay/matrix.h"

namespace assay {

// Divides every row by max(its L2 norm, 1e-12); a zero row stays zero. All in float32, squares
// summed in eight interleaved sums that are then added one after the other: bit for bit
// torch.nn.functional.normalize(x, p=2, dim=1) of torch 2 on a CPU (for widths that are multiples
// of 8). Similarities near a tie depend on these bits.
void normalise_rows(Matrix& matrix);

}  // namespace assay
