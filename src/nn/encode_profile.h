#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace assay {

// The parts of a network's forward pass, in their order.
enum class EncodePart {
  kEmbedding,
  kQueryKeyValue,
  kAttention,
  kAttentionOutput,
  kUp,
  kDown,
  kNorm,
  kPooling,
};
inline constexpr std::array<std::string_view, 8> kEncodePartNames = {
    "embedding", "query, key, value", "attention", "attention output", "up", "down",
    "norm",      "pooling and head"};

// Where a worker's time went, in seconds since its workspace was made. A lap costs about 30 ns, and
// a micro-batch has some 60 of them: it is always on.
class EncodeProfile {
 public:
  void start() { last_ = Clock::now(); }
  // Books the time since start() or the last lap.
  void lap(EncodePart part) {
    const Clock::time_point now = Clock::now();
    seconds_[static_cast<std::size_t>(part)] += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }
  [[nodiscard]] double seconds(EncodePart part) const {
    return seconds_[static_cast<std::size_t>(part)];
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_;
  std::array<double, kEncodePartNames.size()> seconds_{};
};

}  // namespace assay
