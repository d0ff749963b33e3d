#pragma once

#include <cstddef>
#include <string>

#include "encoder/embedding_service.h"

namespace assay {

// Why the vectors of a reply to so many texts cannot be used (count, dimension, not finite, all zeros);
// "" when they can.
[[nodiscard]] std::string find_fault(const ServiceReply& reply, std::size_t texts,
                                     std::size_t dimension);

}  // namespace assay
