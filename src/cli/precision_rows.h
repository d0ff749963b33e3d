#pragma once

#include <vector>

#include "assay/result.h"

namespace assay::cli {

// Models with results of one task in several precisions (in folders of their own, such as
// results/f32 and results/i8) get a name for each of them, "org/name (i8)", so that they are compared
// like different models. Results whose record tells no precision keep the name. Call it before
// join_revisions, which would keep one of them.
void tell_precisions_apart(std::vector<StoredResult>& results);

}  // namespace assay::cli
