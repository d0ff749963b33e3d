#pragma once

#include <string>
#include <vector>

#include "assay/report_page.h"

namespace assay {

// The results of one row of the table, in the order of the tasks.
using ModelResults = std::vector<const ReportResult*>;

// The entry of a model in the document (docs/report.md): ranks, scores, intervals, criteria, card, runs.
[[nodiscard]] Json report_model(const ReportSources& sources, std::size_t row,
                                const ModelResults& results);

// Who made the results: one entry for each version, machine and precision, with its number of tasks.
[[nodiscard]] Json report_runs(const ModelResults& results);

// "Intel(R) Xeon(R) Processor @ 2.50GHz, 2 cores"; "" when it is not known.
[[nodiscard]] std::string machine_of(const Json& record);

// A score as the document has it: rounded to 6 decimals, null for none.
[[nodiscard]] Json rounded_score(const std::optional<double>& score);

}  // namespace assay
