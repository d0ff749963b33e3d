#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include "assay/encoder.h"
#include "assay/json.h"

namespace assay {

// How much one call takes.
struct BatchLimits {
  std::size_t texts = 1;
  std::size_t bytes = std::size_t{5} << 20U;  // of all texts; a single text may be larger
  // Code points of one text; what is longer is cut before it is sent, and counted.
  std::size_t characters = std::numeric_limits<std::size_t>::max();
  bool takes_empty_text = true;
};

// What came back for one batch.
struct ServiceReply {
  std::vector<std::vector<float>> vectors;  // one for each text, in order
  std::optional<std::uint64_t> tokens;      // of the whole batch, as the service counts
  std::uint64_t truncated = 0;              // texts cut by the service, where it tells
  double seconds = 0;                       // inside of the service, where it tells
  std::uint64_t calls = 1;                  // requests sent
  std::uint64_t throttles = 0;
};

// The service refuses a text, or the whole batch for one of its texts; asking again does not help.
class RefusedText : public std::runtime_error {
 public:
  RefusedText(std::optional<std::size_t> index, const std::string& reason, std::uint64_t calls)
      : std::runtime_error(reason), index_(index), calls_(calls) {}
  // Place in the batch; nullopt when the service does not say which.
  [[nodiscard]] std::optional<std::size_t> index() const noexcept { return index_; }
  [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }

 private:
  std::optional<std::size_t> index_;
  std::uint64_t calls_;
};

// A remote model: how a batch of texts turns into a request, and a reply into vectors.
class EmbeddingService {
 public:
  virtual ~EmbeddingService() = default;
  [[nodiscard]] virtual const ModelInfo& info() const = 0;
  [[nodiscard]] virtual BatchLimits limits() const = 0;
  // What the request says beside the texts, such as the input type.
  [[nodiscard]] virtual Json conditions(const EncodeContext& context) const = 0;
  // One batch, sent again as often as the service's rules say. Vectors are not checked here. Throws
  // RefusedText, Error{kUnavailable} when the service cannot be had, Error{kBadData} for a reply that
  // makes no sense, Error{kInterrupted}. Several threads call at the same time.
  [[nodiscard]] virtual ServiceReply embed(std::span<const std::string> texts,
                                           const Json& conditions, const std::stop_token& stop) = 0;
};

}  // namespace assay
