#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/matrix.h"
#include "assay/store.h"
#include "base/sha256.h"

namespace assay::test {

// A vector that tells whose it is: made of the text's hash.
inline std::vector<float> vector_of(std::string_view text, std::size_t dimension) {
  const Sha256Digest digest = sha256(text);
  std::vector<float> vector(dimension);
  for (std::size_t j = 0; j < dimension; ++j) {
    vector[j] = static_cast<float>(digest[j % digest.size()]) + static_cast<float>(j) / 1024.0F;
  }
  return vector;
}

inline Matrix vectors_of(EmbeddingStore::Texts texts, std::size_t dimension) {
  Matrix rows(texts.size(), dimension);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto vector = vector_of(texts[i], dimension);
    std::copy(vector.begin(), vector.end(), rows.row(i).begin());
  }
  return rows;
}

inline VectorScope example_scope(std::size_t dimension = 8) {
  return {.provider = "local",
          .model = "org/model",
          .revision = "r1",
          .dimension = dimension,
          .settings = {{"pooling", "mean"}, {"precision", "f32"}},
          .conditions = {{"prompt", "query: "}}};
}

}  // namespace assay::test
