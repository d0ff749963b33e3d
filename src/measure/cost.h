#pragma once

#include "assay/measure.h"
#include "measure/batch_throughput.h"

namespace assay {

// Of documents, from the best run of the sweep: the processor's counters where they were read, else
// watts_per_core for every busy core. docs/measuring.md says what is in it and how sure it is.
[[nodiscard]] EnergyUse energy_of(const SweepRun& run, const MeasureOptions& options);

}  // namespace assay
