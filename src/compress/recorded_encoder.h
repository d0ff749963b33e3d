#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "assay/encoder.h"

namespace assay {

// An encoder in front of another one that remembers every vector, so that a text is encoded once
// however often a task asks for it. One thread.
class RecordedEncoder final : public Encoder {
 public:
  explicit RecordedEncoder(Encoder& inner) : inner_(inner) {}

  [[nodiscard]] const ModelInfo& info() const override { return inner_.info(); }
  // The stats are those of what was encoded now.
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats = nullptr) override;

  // All vectors of texts encoded as documents; of all texts where there are none.
  [[nodiscard]] Matrix documents() const;
  [[nodiscard]] const EncodeStats& stats() const noexcept { return stats_; }

 private:
  struct Row {
    std::size_t matrix;
    std::size_t row;
  };
  [[nodiscard]] static std::string key_of(const std::string& text, const EncodeContext& context);

  Encoder& inner_;
  std::unordered_map<std::string, Row> rows_;
  std::vector<Matrix> matrices_;  // of one call each
  std::vector<Role> roles_;       // of the matrices
  EncodeStats stats_;
};

}  // namespace assay
