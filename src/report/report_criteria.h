#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "assay/json.h"

namespace assay {

// What models are weighed by beside their scores.
struct ReportCriterion {
  std::string_view key;    // "latency_p50"
  std::string_view label;  // "Latency p50"
  std::string_view group;  // "Size", "Speed", ...
  std::string_view
      unit;  // how values are printed: "", bytes, seconds, dollars, or a word behind them
  bool lower_is_better;
  bool is_logarithmic;     // values differ by factors, not by amounts
  std::string_view about;  // one sentence
};
// In the order of the report.
[[nodiscard]] std::span<const ReportCriterion> report_criteria();

// The values that are known about a model. `measured` goes before `records` (the side files of its
// results: weights, dimension, speed of the evaluation), those before `meta`
// (model_meta.json) and that before mteb's registry.
[[nodiscard]] std::map<std::string, double> criteria_of_model(
    const std::string& model, const std::map<std::string, double>& measured,
    std::span<const Json* const> records, const Json& meta);

// The member of an object; null when it is none or has no such member.
[[nodiscard]] const Json& member_or_null(const Json& object, std::string_view key);
// A positive or zero finite number; nullopt for anything else.
[[nodiscard]] std::optional<double> number_member(const Json& object, std::string_view key);
[[nodiscard]] std::string text_member(const Json& object, std::string_view key);

}  // namespace assay
