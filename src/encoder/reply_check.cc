#include "encoder/reply_check.h"

#include <algorithm>
#include <cmath>

namespace assay {

std::string find_fault(const ServiceReply& reply, std::size_t texts, std::size_t dimension) {
  if (reply.vectors.size() != texts) {
    return std::to_string(reply.vectors.size()) + " vectors came for " + std::to_string(texts) +
           " texts";
  }
  for (const auto& vector : reply.vectors) {
    if (vector.size() != dimension) {
      return "a vector of " + std::to_string(vector.size()) + " instead of " +
             std::to_string(dimension) + " dimensions came";
    }
    if (!std::ranges::all_of(vector, [](float x) { return std::isfinite(x); })) {
      return "a vector that is not finite came";
    }
    if (std::ranges::all_of(vector, [](float x) { return x == 0.0F; })) {
      return "a vector of zeros came";
    }
  }
  return "";
}

}  // namespace assay
