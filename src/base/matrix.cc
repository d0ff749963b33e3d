#include "assay/matrix.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace assay {

Matrix::Matrix(std::size_t rows, std::size_t cols) : rows_(rows), cols_(cols) {
  if (cols != 0 && rows > std::numeric_limits<std::size_t>::max() / sizeof(float) / cols) {
    throw std::length_error("Matrix: size overflows");
  }
  const std::size_t count = rows * cols;
  if (count == 0) return;
  data_.reset(static_cast<float*>(::operator new(count * sizeof(float), std::align_val_t{64})));
  std::fill_n(data_.get(), count, 0.0F);
}

Matrix Matrix::clone() const {
  Matrix copy(rows_, cols_);
  std::copy_n(data_.get(), rows_ * cols_, copy.data_.get());
  return copy;
}

}  // namespace assay
