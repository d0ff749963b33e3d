#include "encoder/batch_records.h"

#include <algorithm>

namespace assay {

std::size_t texts_per_record(std::size_t texts, std::size_t most) {
  return std::min(most, texts / kFewestRecords);
}

}  // namespace assay
