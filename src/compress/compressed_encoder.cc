#include "compress/compressed_encoder.h"

namespace assay {

bool stores_normalised(const ModelInfo& info) { return info.similarity == Similarity::kCosine; }

CompressedEncoder::CompressedEncoder(Encoder& inner, const Compression& compression,
                                     const ComponentRanges& ranges, Form form)
    : inner_(inner),
      compression_(compression),
      quantiser_(compression.format, ranges),
      form_(form),
      info_(inner.info()) {
  info_.embed_dim = compression.dimension;
  const bool has_integers =
      compression.format != VectorFormat::kFloat32 && compression.format != VectorFormat::kFloat16;
  if (form == Form::kCodes && has_integers) info_.similarity = Similarity::kDot;
}

Matrix CompressedEncoder::encode(std::span<const std::string> texts, const EncodeContext& context,
                                 EncodeStats* stats) {
  const Matrix whole = inner_.encode(texts, context, stats);
  // float32 needs no norm of its own: whoever compares by the cosine divides by it.
  const bool normalise =
      compression_.format != VectorFormat::kFloat32 && stores_normalised(inner_.info());
  Matrix rows = truncate_rows(whole, compression_.dimension, normalise);
  quantiser_.to_codes(rows);
  if (form_ == Form::kValues) quantiser_.to_values(rows, Quantiser::Value::kMiddle);
  return rows;
}

}  // namespace assay
