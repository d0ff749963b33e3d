#include "cli/endpoint_price.h"

#include <algorithm>
#include <map>
#include <string>

#include "assay/error.h"
#include "assay/measure.h"

namespace assay::cli {
namespace {

void keep_price(const std::filesystem::path& folder, const EncodeStats& calls,
                double usd_per_hour) {
  const auto measurements = read_measurements(folder);
  const auto remote = std::ranges::find(measurements, 0U, &Measurement::threads);
  if (remote == measurements.end() || remote->is_full) return;
  Measurement priced = *remote;
  const double rate = static_cast<double>(calls.service.billed_tokens) / calls.seconds;
  priced.price = PriceUse{.source = describe_hourly_price(usd_per_hour, "at the rate of a run"),
                          .per_million_tokens = usd_per_million_tokens(usd_per_hour, rate)};
  store_measurement(folder, priced);
}

}  // namespace

void keep_endpoint_prices(std::span<const RunOutcome> outcomes, const std::filesystem::path& output,
                          double usd_per_hour, Progress& progress) {
  std::map<std::filesystem::path, EncodeStats> calls;  // by the folder of a model's results
  for (const RunOutcome& outcome : outcomes) {
    if (outcome.revision.empty() || outcome.encode.service.billed_tokens == 0) continue;
    calls[results_folder(output, outcome.model, outcome.revision)] += outcome.encode;
  }
  for (const auto& [folder, use] : calls) {
    const bool is_paid_by_token = use.service.dollars > 0;
    if (is_paid_by_token || use.seconds <= 0) continue;
    try {
      keep_price(folder, use, usd_per_hour);
    } catch (const Error& error) {
      progress.note("price not kept: " + std::string(error.what()));
    }
  }
}

}  // namespace assay::cli
