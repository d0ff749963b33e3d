#pragma once

#include <filesystem>
#include <span>

#include "assay/progress.h"
#include "assay/run.h"

namespace assay::cli {

// Beside the results of every remote model that a run has called and that is not paid for by the token: what a million
// tokens cost when an hour of its endpoint costs so much and the calls go as fast as those of the run. A full measurement
// has its own price and keeps it. That nothing can be stored is worth a note, no more.
void keep_endpoint_prices(std::span<const RunOutcome> outcomes, const std::filesystem::path& output,
                          double usd_per_hour, Progress& progress);

}  // namespace assay::cli
