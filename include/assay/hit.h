#pragma once

#include <cstdint>

namespace assay {

// One retrieved document: its position in the indexed corpus and its score (larger = better).
struct Hit {
  std::uint32_t document = 0;
  float score = 0;
};

}  // namespace assay
