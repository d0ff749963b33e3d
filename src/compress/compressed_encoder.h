#pragma once

#include "assay/encoder.h"
#include "compress/quantiser.h"

namespace assay {

// The vectors of another encoder as they come back from a compressed store.
class CompressedEncoder final : public Encoder {
 public:
  // kCodes: stored numbers as floats, whose dot product is the similarity: for tasks that search.
  // kValues: the numbers they stand for.
  enum class Form { kCodes, kValues };
  // All arguments outlive the object.
  CompressedEncoder(Encoder& inner, const Compression& compression, const ComponentRanges& ranges,
                    Form form);

  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats = nullptr) override;

 private:
  Encoder& inner_;
  Compression compression_;
  Quantiser quantiser_;
  Form form_;
  ModelInfo info_;
};

// Whether a model's vectors are normalised before they are stored: its similarity is the cosine.
[[nodiscard]] bool stores_normalised(const ModelInfo& info);

}  // namespace assay
