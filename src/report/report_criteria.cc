#include "report/report_criteria.h"

#include <algorithm>
#include <cmath>

#include "assay/catalogue.h"
#include "assay/model_label.h"

namespace assay {
namespace {

constexpr double kBytesPerMegabyte = 1 << 20;  // mteb's memory_usage_mb
constexpr double kMillion = 1e6;

constexpr ReportCriterion kCriteria[] = {
    {"parameters", "Parameters", "Size", "", true, true,
     "All parameters, embedding table included."},
    {"weights", "Weights", "Size", "bytes", true, true, "Bytes of the weights, as they ran."},
    {"dimension", "Dimension", "Size", "", true, true, "Numbers in an embedding."},
    {"storage", "Storage per million", "Size", "bytes", true, true,
     "Bytes of a million embeddings as float32."},
    {"memory", "Peak memory", "Size", "bytes", true, true,
     "The most memory the process had in use."},
    {"latency_p50", "Latency p50", "Speed", "seconds", true, true,
     "Median time of a single query."},
    {"latency_p95", "Latency p95", "Speed", "seconds", true, true,
     "95 of 100 single queries are faster."},
    {"throughput", "Throughput", "Speed", "tokens/s", false, true,
     "Tokens a second, of many texts."},
    {"cost", "Price per M tokens", "Money and energy", "dollars", true, true,
     "Dollars for a million tokens."},
    {"energy", "Energy per M tokens", "Money and energy", "Wh", true, true,
     "Watt-hours for a million tokens."},
    {"max_tokens", "Longest text", "Abilities", "tokens", false, true, "Longer texts are cut off."},
};

void set_if_absent(std::map<std::string, double>& values, const std::string& key,
                   const std::optional<double>& value) {
  if (value) values.try_emplace(key, *value);
}

// Of all evaluations together: tokens in the time that encoding them took. Their peaks of memory are
// those of a process that may have run other models before.
void add_evaluations(std::span<const Json* const> records, std::map<std::string, double>& values) {
  double tokens = 0;
  double seconds = 0;
  for (const Json* record : records) {
    const Json& evaluations = member_or_null(*record, "evaluations");
    if (!evaluations.is_array()) continue;
    for (const Json& evaluation : evaluations) {
      const Json& encoding = member_or_null(evaluation, "encoding");
      tokens += number_member(encoding, "tokens").value_or(0);
      seconds += number_member(encoding, "seconds").value_or(0);
    }
  }
  if (tokens > 0 && seconds > 0) values.try_emplace("throughput", tokens / seconds);
}

// What model_meta.json and the registry have under the same keys.
void add_meta(const Json& meta, std::map<std::string, double>& values) {
  set_if_absent(values, "parameters", number_member(meta, "n_parameters"));
  set_if_absent(values, "dimension", number_member(meta, "embed_dim"));
  if (const Json& sizes = member_or_null(meta, "embed_dim"); sizes.is_array() && !sizes.empty()) {
    double largest = 0;  // of Matryoshka sizes
    for (const Json& size : sizes) {
      if (size.is_number()) largest = std::max(largest, size.get<double>());
    }
    if (largest > 0) values.try_emplace("dimension", largest);
  }
  set_if_absent(values, "max_tokens", number_member(meta, "max_tokens"));
  if (const auto megabytes = number_member(meta, "memory_usage_mb")) {
    values.try_emplace("weights", *megabytes * kBytesPerMegabyte);
  }
}

}  // namespace

std::span<const ReportCriterion> report_criteria() { return kCriteria; }

const Json& member_or_null(const Json& object, std::string_view key) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(key);
  return found == object.end() ? kNothing : *found;
}

std::optional<double> number_member(const Json& object, std::string_view key) {
  const Json& value = member_or_null(object, key);
  if (!value.is_number()) return std::nullopt;
  const double number = value.get<double>();
  return std::isfinite(number) && number >= 0 ? std::optional(number) : std::nullopt;
}

std::string text_member(const Json& object, std::string_view key) {
  const Json& value = member_or_null(object, key);
  return value.is_string() ? value.get<std::string>() : "";
}

std::map<std::string, double> criteria_of_model(const std::string& model,
                                                const std::map<std::string, double>& measured,
                                                std::span<const Json* const> records,
                                                const Json& meta) {
  std::map<std::string, double> values = measured;
  for (const Json* record : records) {
    const Json& runs = member_or_null(*record, "runs");
    if (!runs.is_array() || runs.empty()) continue;
    const Json& ran = member_or_null(runs.back(), "model");
    set_if_absent(values, "weights", number_member(ran, "weights_bytes"));
    // 0 stands for a model without vectors.
    const auto dimension = number_member(ran, "embed_dim");
    if (dimension && *dimension > 0) values.try_emplace("dimension", *dimension);
  }
  add_evaluations(records, values);
  add_meta(meta, values);
  if (const auto known = find_known_model(without_precision(model))) add_meta(*known, values);
  if (const auto dimension = values.find("dimension"); dimension != values.end()) {
    values.try_emplace("storage", dimension->second * sizeof(float) * kMillion);
  }
  return values;
}

}  // namespace assay
