#pragma once

#include <cstdint>
#include <vector>

#include "assay/encoder.h"

namespace assay {

// "The model's own similarity" of mteb, in float32 as torch computes it on a CPU.

// Of row i of `a` and row i of `b`. mteb takes this one from its registry, where the model is in it
// and states cosine or dot, else from the model itself. REQUIRES: equal shapes.
[[nodiscard]] std::vector<float> own_pair_similarities(const Matrix& a, const Matrix& b,
                                                       const ModelInfo& model, unsigned threads);

// For every query the number of the candidate that is most similar by the model's matrix
// similarity; the smallest number among equal ones. REQUIRES: at least one candidate.
[[nodiscard]] std::vector<std::uint32_t> most_similar(Matrix queries, Matrix candidates,
                                                      Similarity similarity, unsigned threads);

}  // namespace assay
