#pragma once

#include <cstddef>

#include "nn/text_encoder.h"

namespace assay {

// Width of what pool_text writes: hidden times the number of modes.
// Throws Error{kBadData} when no mode is on.
[[nodiscard]] std::size_t pooled_width(const PoolingConfig& pooling, std::size_t hidden);

// Pools the token vectors of one text as sentence-transformers' Pooling does (6.x,
// modules/pooling.py):
//   cls            the first token (after the prompt)         weighted_mean  sum (t + 1) x_t / sum
//   (t + 1), t from the text's start max            per component last_token     the last token
//   mean           sum x_t / count                            mean_sqrt_len  sum x_t / sqrt(count)
// over the tokens from `first` on: the prompt's tokens are left out with include_prompt = false. A
// text that is nothing but prompt gives 0 for all modes but cls, which then takes token 0.
// `tokens`: [count x hidden]; `out`: pooled_width() floats, the modes in the order of
// PoolingConfig.
void pool_text(const PoolingConfig& pooling, const float* tokens, std::size_t count,
               std::size_t first, std::size_t hidden, float* out);

// True when pooling looks at no other tokens than the first and the last.
[[nodiscard]] bool pools_single_tokens(const PoolingConfig& pooling);

}  // namespace assay
