#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace assay {

// A dense row-major float matrix [rows x cols]. Rows are contiguous (no padding between them); the first element is
// aligned to 64 bytes. Movable; copying is explicit (`clone`) because embeddings are large.
class Matrix {
 public:
  Matrix() = default;
  // All elements are 0.
  Matrix(std::size_t rows, std::size_t cols);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t cols() const noexcept { return cols_; }
  [[nodiscard]] bool empty() const noexcept { return rows_ == 0 || cols_ == 0; }
  [[nodiscard]] float* data() noexcept { return data_.get(); }
  [[nodiscard]] const float* data() const noexcept { return data_.get(); }
  // REQUIRES: i < rows().
  [[nodiscard]] std::span<float> row(std::size_t i) noexcept {
    return {data_.get() + i * cols_, cols_};
  }
  [[nodiscard]] std::span<const float> row(std::size_t i) const noexcept {
    return {data_.get() + i * cols_, cols_};
  }
  [[nodiscard]] Matrix clone() const;

 private:
  struct Free {
    void operator()(float* p) const noexcept { ::operator delete(p, std::align_val_t{64}); }
  };
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::unique_ptr<float[], Free> data_;
};

}  // namespace assay
