#include "measure/cost.h"

#include <array>
#include <cstdio>
#include <string>

namespace assay {
namespace {

// The processor's counters are within a few per cent, but belong to everything that runs on it. The
// model's watts may be half or twice what they are (docs/measuring.md).
constexpr double kRaplError = 0.05;
constexpr double kModelFactor = 2;
constexpr double kJoulesPerWattHour = 3600;

std::string print_number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", value);
  return text.data();
}

}  // namespace

double usd_per_million_tokens(double usd_per_hour, double tokens_per_second) {
  return usd_per_hour / 3600 / tokens_per_second * 1e6;
}

std::string describe_hourly_price(double usd_per_hour, const std::string& rate) {
  return print_number(usd_per_hour) + " USD an hour, " + rate;
}

double usd_per_thousand_queries(double usd_per_hour, double queries_per_second) {
  return usd_per_hour / 3600 / queries_per_second * 1e3;
}

EnergyUse energy_of(const SweepRun& run, const MeasureOptions& options) {
  EnergyUse energy;
  energy.is_measured = run.joules > 0;
  const double joules =
      energy.is_measured ? run.joules : options.watts_per_core * run.processor_seconds;
  const double watt_hours = joules / kJoulesPerWattHour / run.tokens * 1e6;
  energy.watt_hours_per_million_tokens = watt_hours;
  if (energy.is_measured) {
    energy.source = "RAPL, all processor packages";
    energy.least_watt_hours = watt_hours * (1 - kRaplError);
    energy.most_watt_hours = watt_hours * (1 + kRaplError);
  } else {
    energy.source = "model: " + print_number(options.watts_per_core) + " W for each busy core";
    energy.least_watt_hours = watt_hours / kModelFactor;
    energy.most_watt_hours = watt_hours * kModelFactor;
  }
  energy.grams_co2_per_kwh = options.grams_co2_per_kwh;
  energy.grams_co2_per_million_tokens = watt_hours / 1000 * options.grams_co2_per_kwh;
  return energy;
}

std::optional<PriceUse> price_of(const Measurement& measurement, const MeasureOptions& options) {
  PriceUse price;
  const Latency* queries = measurement.latency(kMixedTexts);
  if (options.usd_per_million_tokens) {
    price.source = options.price_source;
    price.per_million_tokens = options.usd_per_million_tokens;
    if (queries != nullptr) {
      price.per_thousand_queries =
          *options.usd_per_million_tokens / 1e6 * queries->mean_tokens * 1e3;
    }
    return price;
  }
  if (!options.usd_per_hour) return std::nullopt;
  price.source = describe_hourly_price(*options.usd_per_hour, "always at the best throughput");
  if (const Throughput* best = measurement.best_throughput(kDocumentTexts)) {
    price.per_million_tokens =
        usd_per_million_tokens(*options.usd_per_hour, best->tokens_per_second);
  }
  if (const Throughput* best = measurement.best_throughput(kMixedTexts)) {
    price.per_thousand_queries =
        usd_per_thousand_queries(*options.usd_per_hour, best->texts_per_second.median);
  }
  if (!price.per_million_tokens && !price.per_thousand_queries) return std::nullopt;
  return price;
}

}  // namespace assay
