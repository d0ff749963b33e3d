#pragma once

#include "assay/matrix.h"

namespace assay {

// Divides every row by max(its L2 norm, 1e-12), as torch.nn.functional.normalize does in float32; a
// zero row stays zero. The norm is summed in double, so the result is the float32 nearest to the
// exact one or its neighbour.
void normalise_rows(Matrix& matrix);

}  // namespace assay
