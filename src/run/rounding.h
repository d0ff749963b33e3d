#pragma once

#include "assay/json.h"

namespace assay {

// `value` to `decimals` places (<= 15), halves of the exact binary value to even, as Python's
// round() does. Not finite stays as it is.
[[nodiscard]] double round_decimals(double value, int decimals);

// mteb's rounding of a score object: every float in it, in nested objects and in lists, but not in
// lists inside lists, gets 6 decimals. A float that is not finite becomes null.
void round_scores(Json& scores);

}  // namespace assay
