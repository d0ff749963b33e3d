#include "decision/measured_costs.h"

#include <optional>

#include "assay/error.h"
#include "assay/measure.h"

namespace assay {
namespace {

constexpr double kVectors = 1e6;

std::map<Criterion, double> costs_of(const Measurement& measurement) {
  std::map<Criterion, double> costs;
  // 0 stands for what was not measured, or is not there.
  const auto add = [&](Criterion criterion, std::optional<double> value, double factor = 1) {
    if (value && *value > 0) costs[criterion] = *value * factor;
  };
  if (const Latency* queries = measurement.latency(kMixedTexts)) {
    add(Criterion::kLatencyP50, queries->p50_ms, 1e-3);
    add(Criterion::kLatencyP95, queries->p95_ms, 1e-3);
  }
  if (const Throughput* best = measurement.best_throughput(kDocumentTexts)) {
    add(Criterion::kThroughput, best->tokens_per_second);
  }
  const ModelSize& size = measurement.size;
  add(Criterion::kMemory, static_cast<double>(measurement.memory.peak_bytes()));
  add(Criterion::kWeights, static_cast<double>(size.weights_bytes));
  add(Criterion::kDimension, static_cast<double>(size.embed_dim));
  add(Criterion::kStorage, static_cast<double>(size.bytes_per_vector), kVectors);
  // A model that counts words has 0, which is known.
  if (size.n_parameters) costs[Criterion::kParameters] = static_cast<double>(*size.n_parameters);
  if (measurement.energy) {
    add(Criterion::kEnergy, measurement.energy->watt_hours_per_million_tokens);
  }
  if (measurement.price) add(Criterion::kCost, measurement.price->per_million_tokens);
  return costs;
}

}  // namespace

std::map<Criterion, double> read_measured_costs(const std::filesystem::path& revision_folder,
                                                const std::string& precision) {
  std::vector<Measurement> measurements;
  try {
    measurements = read_measurements(revision_folder);
  } catch (const Error&) {
    return {};
  }
  const Measurement* chosen = choose_measurement(measurements, precision);
  if (chosen == nullptr) chosen = choose_measurement(measurements, "");
  return chosen == nullptr ? std::map<Criterion, double>() : costs_of(*chosen);
}

}  // namespace assay
