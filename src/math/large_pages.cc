#include "math/large_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <new>

namespace assay {
namespace {

constexpr std::size_t kPage = std::size_t{2} << 20;
// Address space, not memory: what nobody writes to stays unused.
constexpr std::size_t kStretch = std::size_t{32} << 20;
constexpr std::size_t kAlignment = 64;

std::size_t round_up(std::size_t n, std::size_t to) { return (n + to - 1) / to * to; }

class Stretch {
 public:
  explicit Stretch(std::size_t size) : size_(size), mapped_bytes_(size + kPage) {
    mapped_ = ::mmap(nullptr, mapped_bytes_, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped_ == MAP_FAILED) throw std::bad_alloc();
    const auto address = reinterpret_cast<std::uintptr_t>(mapped_);
    first_ = static_cast<std::byte*>(mapped_) + (round_up(address, kPage) - address);
    (void)::madvise(first_, size_, MADV_HUGEPAGE);
  }
  ~Stretch() { ::munmap(mapped_, mapped_bytes_); }
  Stretch(const Stretch&) = delete;
  Stretch& operator=(const Stretch&) = delete;

  // Null when too little is left.
  std::byte* take(std::size_t bytes) {
    if (size_ - used_ < bytes) return nullptr;
    std::byte* const block = first_ + used_;
    used_ += bytes;
    return block;
  }

 private:
  std::size_t size_;
  std::size_t mapped_bytes_;
  void* mapped_ = nullptr;
  std::byte* first_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace

std::shared_ptr<std::byte[]> take_large_pages(std::size_t bytes) {
  static std::mutex mutex;
  static std::weak_ptr<Stretch> latest;
  bytes = round_up(std::max<std::size_t>(bytes, 1), kAlignment);
  const std::scoped_lock lock(mutex);
  if (const std::shared_ptr<Stretch> stretch = latest.lock()) {
    if (std::byte* const block = stretch->take(bytes)) return {stretch, block};
  }
  const auto stretch = std::make_shared<Stretch>(round_up(std::max(bytes, kStretch), kPage));
  latest = stretch;
  return {stretch, stretch->take(bytes)};
}

}  // namespace assay
