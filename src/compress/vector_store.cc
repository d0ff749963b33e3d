#include "compress/vector_store.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <span>
#include <utility>

#include "math/half.h"
#include "math/scan_dispatch.h"

namespace assay {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kSearchDepth = 10;
constexpr std::size_t kMostQueries = 20;
constexpr std::size_t kLeastRounds = 3;
constexpr double kSeconds = 0.2;

std::size_t round_up(std::size_t bytes) { return (bytes + kWord - 1) / kWord * kWord; }

template <typename T>
void put(std::byte* out, std::size_t place, T value) {
  std::memcpy(out + place * sizeof(T), &value, sizeof(T));
}

template <typename T>
const T* as(const std::byte* bytes) {
  return reinterpret_cast<const T*>(bytes);
}

// The best so far, the worst of them in front.
class Best {
 public:
  explicit Best(std::size_t k) : k_(k) {}
  void offer(float score, std::uint32_t number) {
    if (best_.size() == k_) {
      if (score <= best_.front().first) return;
      std::ranges::pop_heap(best_, std::greater<>());
      best_.pop_back();
    }
    best_.emplace_back(score, number);
    std::ranges::push_heap(best_, std::greater<>());
  }
  std::vector<std::uint32_t> take() {
    std::ranges::sort_heap(best_, std::greater<>());
    std::vector<std::uint32_t> numbers;
    for (const auto& [score, number] : best_) numbers.push_back(number);
    return numbers;
  }

 private:
  std::size_t k_;
  std::vector<std::pair<float, std::uint32_t>> best_;
};

}  // namespace

VectorStore::VectorStore(const Matrix& rows, std::size_t count, VectorFormat format,
                         const ComponentRanges& ranges)
    : format_(format),
      ranges_(ranges),
      dimension_(rows.cols()),
      count_(count),
      stride_(format == VectorFormat::kBinary ? round_up(bytes_per_vector(format, rows.cols()))
                                              : bytes_per_vector(format, rows.cols())),
      bytes_(round_up(count * stride_)) {
  const std::size_t different = std::min(count, rows.rows());
  std::byte* const start = bytes_.data();
  std::memset(start, 0, round_up(count * stride_));
  Matrix codes = rows.clone();
  Quantiser(format, ranges).to_codes(codes);
  for (std::size_t i = 0; i < different; ++i) pack(codes.row(i), start + i * stride_);
  for (std::size_t i = different; i < count; ++i) {
    std::memcpy(start + i * stride_, start + i % different * stride_, stride_);
  }
}

void VectorStore::pack(std::span<const float> codes, std::byte* out) const {
  for (std::size_t j = 0; j < codes.size(); ++j) {
    switch (format_) {
      case VectorFormat::kFloat32:
        put(out, j, codes[j]);
        break;
      case VectorFormat::kFloat16:
        put(out, j, to_half(codes[j]));
        break;
      case VectorFormat::kInt8:
        put(out, j, static_cast<std::int8_t>(codes[j]));
        break;
      case VectorFormat::kUint8:
        put(out, j, static_cast<std::uint8_t>(codes[j]));
        break;
      case VectorFormat::kBinary:
        if (codes[j] > 0) out[j / 8] |= std::byte{1} << (j % 8);
        break;
    }
  }
}

std::vector<std::uint32_t> VectorStore::search(std::span<const float> query, std::size_t k) const {
  const ScanKernels& kernels = scan_kernels();
  Matrix codes(1, dimension_);
  std::ranges::copy(query, codes.row(0).begin());
  Quantiser(format_, ranges_).to_codes(codes);
  AlignedBuffer<std::byte> packed(round_up(stride_));
  std::byte* const wanted = packed.data();
  std::memset(wanted, 0, round_up(stride_));
  pack(codes.row(0), wanted);

  Best best(k);
  const auto scan = [&](auto similarity) {
    const std::byte* stored = bytes_.data();
    for (std::uint32_t i = 0; i < count_; ++i, stored += stride_) best.offer(similarity(stored), i);
  };
  switch (format_) {
    case VectorFormat::kFloat32:
      scan([&](const std::byte* x) {
        return kernels.dot_f32(codes.data(), as<float>(x), dimension_);
      });
      break;
    case VectorFormat::kFloat16:
      scan([&](const std::byte* x) {
        return kernels.dot_f16(codes.data(), as<std::uint16_t>(x), dimension_);
      });
      break;
    case VectorFormat::kInt8:
      scan([&](const std::byte* x) {
        return static_cast<float>(
            kernels.dot_i8(as<std::int8_t>(wanted), as<std::int8_t>(x), dimension_));
      });
      break;
    case VectorFormat::kUint8:
      scan([&](const std::byte* x) {
        return static_cast<float>(
            kernels.dot_u8(as<std::uint8_t>(wanted), as<std::uint8_t>(x), dimension_));
      });
      break;
    case VectorFormat::kBinary:
      scan([&](const std::byte* x) {
        return -static_cast<float>(
            kernels.hamming(as<std::uint64_t>(wanted), as<std::uint64_t>(x), stride_ / kWord));
      });
      break;
  }
  return best.take();
}

Spread time_search(const VectorStore& store, const Matrix& queries) {
  using Clock = std::chrono::steady_clock;
  const std::size_t count = std::min(queries.rows(), kMostQueries);
  std::vector<double> rounds;
  const auto end = Clock::now() + std::chrono::duration<double>(kSeconds);
  (void)store.search(queries.row(0), kSearchDepth);
  while (rounds.size() < kLeastRounds || Clock::now() < end) {
    const auto start = Clock::now();
    for (std::size_t q = 0; q < count; ++q) (void)store.search(queries.row(q), kSearchDepth);
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    rounds.push_back(ms / static_cast<double>(count));
  }
  std::ranges::sort(rounds);
  return {.median = rounds[rounds.size() / 2],
          .least = rounds.front(),
          .most = rounds.back(),
          .repeats = rounds.size()};
}

}  // namespace assay
