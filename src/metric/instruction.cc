#include "assay/metric/instruction.h"

#include <cassert>

namespace assay {

double rank_change_score(std::size_t original_rank, std::size_t changed_rank) {
  assert(original_rank > 0 && changed_rank > 0);
  // Reciprocals divided by each other, as in mteb: a plain quotient of the ranks differs in the
  // last bit.
  const double original = 1 / static_cast<double>(original_rank);
  const double changed = 1 / static_cast<double>(changed_rank);
  return original_rank >= changed_rank ? original / changed - 1 : 1 - changed / original;
}

}  // namespace assay
