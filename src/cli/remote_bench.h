#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "assay/encoder.h"
#include "assay/measure.h"
#include "assay/plan.h"

namespace assay::cli {

// What a measurement of a remote model will ask for, told before it asks.
struct RemoteBench {
  MeasureOptions options;  // with those batches that go into one call, and the price of a token
  std::uint64_t calls = 0;
  std::uint64_t tokens = 0;       // estimated
  std::optional<double> dollars;  // nullopt: no price is known
  std::string price_date;
};
// Puts the model's price of a token into the options of a measurement.
void state_token_price(const PlanningModel& planning, const RemoteOptions& remote,
                       MeasureOptions& options);
// Makes no call. REQUIRES: is_remote_name(name). Throws as open_planning_model.
[[nodiscard]] RemoteBench plan_remote_bench(const std::string& name, const ModelOptions& model,
                                            const MeasureOptions& options);
// "504 calls, about 57,000 tokens, about $0.0011 at prices of 2026-11-23".
[[nodiscard]] std::string describe(const RemoteBench& bench);

}  // namespace assay::cli
