#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "assay/decision.h"

namespace assay {

// What was measured of a model, from <folder of its results>/assay/inference.json
// (docs/results.md). Of several measurements: one in `precision` ("" = any) before others, a full
// one before a short one, then the newest. Empty when there is none, or the file is broken.
[[nodiscard]] std::map<Criterion, double> read_measured_costs(
    const std::filesystem::path& revision_folder, const std::string& precision);

}  // namespace assay
