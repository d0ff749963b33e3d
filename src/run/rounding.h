#pragma once

#include "assay/json.h"

namespace assay {

// mteb's rounding of a score object: every float in it, in nested objects and in lists, but not in
// lists inside lists, gets 6 decimals. A float that is not finite becomes null.
void round_scores(Json& scores);

}  // namespace assay
