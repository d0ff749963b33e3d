#pragma once

#include <string>

#include "assay/matrix.h"

namespace assay::cli {

// A NumPy array file, format 1.0: float32, little-endian, C order, shape (rows, cols).
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
[[nodiscard]] std::string to_npy(const Matrix& matrix);

// One JSON array of numbers a row, each printed with as many digits as its float needs.
[[nodiscard]] std::string to_json_lines(const Matrix& matrix);

}  // namespace assay::cli
