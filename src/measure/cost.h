#pragma once

#include <optional>

#include "assay/measure.h"
#include "measure/batch_throughput.h"

namespace assay {

// Of documents, from the best run of the sweep: the processor's counters where they were read, else
// watts_per_core for every busy core. docs/measuring.md says what is in it and how sure it is.
[[nodiscard]] EnergyUse energy_of(const SweepRun& run, const MeasureOptions& options);

// nullopt when the options state no price, or nothing was measured to turn it into one.
[[nodiscard]] std::optional<PriceUse> price_of(const Measurement& measurement,
                                               const MeasureOptions& options);

}  // namespace assay
