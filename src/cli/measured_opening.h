#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "assay/encoder.h"

namespace assay::cli {

// Opens a model for a run. One that runs here and has not been measured before on this machine, in this precision and with so
// many threads, is measured briefly, and the numbers go beside its results below `output` (docs/results.md), with the price of
// an hour of the machine where it is stated: a measurement of before gets it too. Of a remote model size and price of a token
// are kept. That they cannot be had or stored is worth a note, no more.
// REQUIRES: options.progress.
[[nodiscard]] std::unique_ptr<Model> open_and_measure(const std::string& name,
                                                      const ModelOptions& options,
                                                      const std::filesystem::path& output,
                                                      std::optional<double> usd_per_hour);

}  // namespace assay::cli
