#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "assay/json.h"

namespace assay {

// A JSON array of numbers. Throws Error{kBadData} when it is something else; null and texts such as "NaN" too.
[[nodiscard]] std::vector<float> read_vector(const Json& value, const std::string& where);

// The vectors of any of the replies that embedding services give: below "embedding", "embeddings" (a list,
// or an object with "float"), "vectors", "data[].embedding" (put in the order of "index"), or the bare
// list. One vector by itself counts as a list of one. With `pool_tokens` a text's value is a list of
// token vectors, of which the mean is taken; without it such a reply is refused.
// Throws Error: kBadData when there are no vectors, kUsage for token vectors.
[[nodiscard]] std::vector<std::vector<float>> read_vectors(const Json& reply,
                                                           const std::string& where,
                                                           bool pool_tokens = false);

}  // namespace assay
