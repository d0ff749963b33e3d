#pragma once

#include "math/kernels.h"

// The plain loop of attention with 16-bit integers (AttentionKernels in kernels.h).
namespace assay::generic {

[[nodiscard]] std::size_t attention_i16_scratch(std::size_t tokens, std::size_t head_dim);
void attention_i16(const Attention& t);

}  // namespace assay::generic
