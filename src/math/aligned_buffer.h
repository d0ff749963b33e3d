#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

namespace assay {

// Memory for plain numbers, aligned to 64 bytes, not initialised. Grows, never shrinks: a worker's
// buffers stop allocating after the largest batch.
template <typename T>
  requires std::is_trivially_copyable_v<T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size) { reserve_discarding(size); }

  // Makes room for `size` elements; what was there is lost when the buffer has to grow.
  T* reserve_discarding(std::size_t size) {
    if (size > capacity_) {
      data_.reset();
      capacity_ = 0;
      data_.reset(static_cast<T*>(::operator new(size * sizeof(T), std::align_val_t{64})));
      capacity_ = size;
    }
    return data_.get();
  }

  [[nodiscard]] T* data() noexcept { return data_.get(); }
  [[nodiscard]] const T* data() const noexcept { return data_.get(); }
  // Elements there is room for.
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

 private:
  struct Free {
    void operator()(T* p) const noexcept { ::operator delete(p, std::align_val_t{64}); }
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t capacity_ = 0;
};

}  // namespace assay
