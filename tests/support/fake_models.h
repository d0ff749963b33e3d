#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "assay/encoder.h"
#include "assay/error.h"
#include "base/sha256.h"

namespace assay::test {

// A real encoder in miniature: a text's vector is made of the first bytes of its SHA-256.
class HashEncoder final : public Encoder {
 public:
  explicit HashEncoder(std::string name = "test/hash-encoder", std::string revision = "1") {
    info_.name = std::move(name);
    info_.revision = std::move(revision);
    info_.embed_dim = 8;
    info_.n_parameters = 0;
    info_.settings = {{"precision", "f32"}};
  }

  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] ModelInfo& mutable_info() { return info_; }

  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override {
    if (context.stop.stop_requested()) throw Error(ErrorKind::kInterrupted, "interrupted");
    Matrix vectors(texts.size(), info_.embed_dim);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string digits = sha256_hex(texts[i]);
      for (std::size_t j = 0; j < info_.embed_dim; ++j) {
        vectors.row(i)[j] =
            static_cast<float>(std::stoi(digits.substr(2 * j, 2), nullptr, 16)) / 255.0F;
      }
    }
    if (stats != nullptr) {
      stats->texts += texts.size();
      stats->unique_texts += texts.size();
      stats->tokens += 3 * texts.size();
      stats->seconds += 0.5;
    }
    return vectors;
  }

 private:
  ModelInfo info_;
};

}  // namespace assay::test
