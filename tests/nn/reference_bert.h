#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nn/random_bert.h"
#include "nn/text_encoder.h"

namespace assay::test {

// A whole BERT forward pass over one text, in double precision and without a thought for speed,
// written from Devlin et al., "BERT" (2018), and transformers' modeling_bert.py; pooling and head
// as in sentence-transformers 6. `prompt_tokens`: leading tokens left out of pooling.
[[nodiscard]] std::vector<double> reference_embedding(const EncoderDescription& description,
                                                      const MemoryTensors& tensors,
                                                      std::span<const std::int32_t> ids,
                                                      std::size_t prompt_tokens = 0);

}  // namespace assay::test
