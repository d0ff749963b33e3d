#pragma once

#include <memory>
#include <string>
#include <vector>

#include "assay/json.h"
#include "assay/report.h"
#include "assay/run.h"
#include "cli/progress_views.h"

namespace assay::cli {

// Tells on standard error how the run goes: lines for people, events for --json, only failures when
// quiet. `progress` is the one that draws there.
[[nodiscard]] std::unique_ptr<RunObserver> make_run_view(Verbosity verbosity, Progress& progress);

[[nodiscard]] std::vector<ScoreRow> to_score_rows(const std::vector<RunOutcome>& outcomes);
// What `assay run --json` prints on standard output (docs/cli.md).
[[nodiscard]] Json describe_outcomes(const std::vector<RunOutcome>& outcomes);
// "Results: results/..." and the failures again, where they are seen.
[[nodiscard]] std::string describe_files(const std::vector<RunOutcome>& outcomes,
                                         const std::string& output);

// 0 when everything succeeded, 130 after an interrupt, 70 when something failed that is a fault of
// the program, 2 when all failures are wrong usage, else 1.
[[nodiscard]] int exit_code_of_run(const std::vector<RunOutcome>& outcomes);

}  // namespace assay::cli
