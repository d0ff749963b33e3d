#pragma once

#include "assay/report_page.h"
#include "cli/result_choice.h"

namespace assay::cli {

// Adds what `assay compare` says of the same results (docs/decisions.md): intervals, comparisons in
// pairs over all tasks and, where there are few, over each of them, and what the models cost. What
// cannot be compared becomes a note.
void add_evidence(const ResultChoice& choice, ReportSources& sources);

}  // namespace assay::cli
