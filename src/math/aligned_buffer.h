#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

#include "math/large_pages.h"

namespace assay {

// Memory for plain numbers, aligned to 64 bytes, not initialised. Grows, never shrinks: a worker's
// buffers stop allocating after the largest batch.
template <typename T>
  requires std::is_trivially_copyable_v<T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  ~AlignedBuffer() = default;
  AlignedBuffer(AlignedBuffer&&) = default;
  AlignedBuffer& operator=(AlignedBuffer&&) = default;
  AlignedBuffer(const AlignedBuffer&) = delete;
  AlignedBuffer& operator=(const AlignedBuffer&) = delete;
  explicit AlignedBuffer(std::size_t size) { reserve_discarding(size); }

  // Makes room for `size` elements; what was there is lost when the buffer has to grow.
  T* reserve_discarding(std::size_t size) {
    if (size > capacity_) {
      data_.reset();
      capacity_ = 0;
      data_ = allocate(size * sizeof(T));
      capacity_ = size;
    }
    return data();
  }

  [[nodiscard]] T* data() noexcept { return reinterpret_cast<T*>(data_.get()); }
  [[nodiscard]] const T* data() const noexcept { return reinterpret_cast<const T*>(data_.get()); }
  // Elements there is room for.
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

 private:
  static constexpr std::size_t kLarge = std::size_t{64} << 10;

  static std::shared_ptr<std::byte[]> allocate(std::size_t bytes) {
    if (bytes >= kLarge) return take_large_pages(bytes);
    constexpr std::align_val_t kAlignment{64};
    return {static_cast<std::byte*>(::operator new(bytes, kAlignment)),
            [](std::byte* p) { ::operator delete(p, kAlignment); }};
  }

  std::shared_ptr<std::byte[]> data_;
  std::size_t capacity_ = 0;
};

}  // namespace assay
