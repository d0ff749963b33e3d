#pragma once

#include <string>

#include "assay/report_page.h"
#include "cli/result_choice.h"

namespace assay::cli {

// Everything a report is made from: the results that were chosen and what lies beside them. `title`:
// "" = the benchmark, or what the tasks are.
[[nodiscard]] ReportSources gather_report_sources(const ResultChoice& choice,
                                                  const std::string& title,
                                                  const std::string& data_root);

}  // namespace assay::cli
