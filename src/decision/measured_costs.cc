#include "decision/measured_costs.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>

#include "base/file.h"

namespace assay {
namespace {

constexpr int kSchemaVersion = 1;
constexpr double kVectors = 1e6;
// Which texts stand for queries and for documents.
constexpr const char* kQueryTexts = "mixed";
constexpr const char* kDocumentTexts = "documents";

Json member(const Json& object, const char* key) {
  return object.is_object() ? object.value(key, Json()) : Json();
}

std::optional<double> positive(const Json& object, const char* key) {
  const Json value = member(object, key);
  if (!value.is_number() || value.get<double>() <= 0) return std::nullopt;
  return value.get<double>();
}

// The largest `key` of the entries of a list that are about `texts`.
std::optional<double> largest(const Json& list, std::string_view texts, const char* key) {
  std::optional<double> most;
  if (!list.is_array()) return most;
  for (const Json& entry : list) {
    if (member(entry, "texts") != texts) continue;
    if (const auto value = positive(entry, key)) most = std::max(most.value_or(0), *value);
  }
  return most;
}

std::optional<double> peak_memory(const Json& memory) {
  std::optional<double> peak;
  for (const char* key : {"before_bytes", "loaded_bytes", "peak_load_bytes", "peak_query_bytes",
                          "peak_batch_bytes"}) {
    if (const auto value = positive(memory, key)) peak = std::max(peak.value_or(0), *value);
  }
  return peak;
}

// The larger, the better to show.
std::tuple<bool, bool, double> preference(const Json& measurement, const std::string& precision) {
  return {precision.empty() || member(measurement, "precision") == precision,
          member(measurement, "is_full") == true, positive(measurement, "date").value_or(0)};
}

std::map<Criterion, double> costs_of(const Json& measurement) {
  std::map<Criterion, double> costs;
  const auto add = [&](Criterion criterion, std::optional<double> value, double factor = 1) {
    if (value) costs[criterion] = *value * factor;
  };
  const Json latencies = member(measurement, "latencies");
  const Json size = member(measurement, "size");
  add(Criterion::kLatencyP50, largest(latencies, kQueryTexts, "p50_ms"), 1e-3);
  add(Criterion::kLatencyP95, largest(latencies, kQueryTexts, "p95_ms"), 1e-3);
  add(Criterion::kThroughput,
      largest(member(measurement, "throughputs"), kDocumentTexts, "tokens_per_second"));
  add(Criterion::kMemory, peak_memory(member(measurement, "memory")));
  add(Criterion::kWeights, positive(size, "weights_bytes"));
  add(Criterion::kDimension, positive(size, "embed_dim"));
  add(Criterion::kStorage, positive(size, "bytes_per_vector"), kVectors);
  add(Criterion::kParameters, positive(size, "n_parameters"));
  add(Criterion::kEnergy, positive(member(measurement, "energy"), "watt_hours_per_million_tokens"));
  add(Criterion::kCost, positive(member(measurement, "price"), "usd_per_million_tokens"));
  return costs;
}

}  // namespace

std::map<Criterion, double> read_measured_costs(const std::filesystem::path& revision_folder,
                                                const std::string& precision) {
  const auto path = revision_folder / "assay" / "inference.json";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  const Json file = Json::parse(read_file(path), nullptr, /*allow_exceptions=*/false);
  const Json measurements = member(file, "measurements");
  if (member(file, "schema_version") != kSchemaVersion || !measurements.is_array() ||
      measurements.empty()) {
    return {};
  }
  return costs_of(*std::ranges::max_element(measurements, {}, [&](const Json& measurement) {
    return preference(measurement, precision);
  }));
}

}  // namespace assay
