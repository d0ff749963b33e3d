// Verdicts in words and as JSON.
#include <array>
#include <cmath>
#include <cstdio>

#include "assay/decision.h"

namespace assay {
namespace {

std::string print(const char* format, double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

// Scores are printed in percent: differences are points of that.
std::string points(double fraction) { return print("%.2f", fraction * 100); }

std::string print_p(double p) { return p < 0.0001 ? "< 0.0001" : "= " + print("%.4f", p); }

std::string print_units(double count, const std::string& unit) {
  return print("%.0f ", count) + (count == 1 ? unit.substr(0, unit.size() - 1) : unit);
}

Json to_json(const std::optional<Interval>& interval) {
  return interval ? Json{interval->low, interval->high} : Json(nullptr);
}

const char* name_of(PairVerdict::Outcome outcome) {
  switch (outcome) {
    case PairVerdict::Outcome::kBetter:
      return "better";
    case PairVerdict::Outcome::kCannotTell:
      return "cannot_tell";
    case PairVerdict::Outcome::kNotTested:
      return "not_tested";
  }
  return "";
}

}  // namespace

std::string describe(const PairVerdict& pair, const QualityComparison& comparison) {
  const std::string& first = comparison.models[pair.first].model;
  const std::string& second = comparison.models[pair.second].model;
  if (pair.outcome == PairVerdict::Outcome::kNotTested) {
    return first + " and " + second + " were not tested: " + pair.reason + ".";
  }
  std::string numbers = "difference " + points(pair.difference);
  if (pair.interval) {
    numbers += print(" (%.0f %% interval ", comparison.options.level * 100) +
               points(pair.interval->low) + " to " + points(pair.interval->high) + ")";
  }
  numbers += ", p " + print_p(pair.p_holm) + " after Holm, " +
             print_units(static_cast<double>(pair.units), pair.unit);
  if (pair.outcome == PairVerdict::Outcome::kBetter) {
    return first + " is better than " + second + ": " + numbers + ".";
  }
  std::string text = first + " and " + second + " cannot be told apart: " + numbers + ". ";
  if (!pair.more_units)
    return text + "Their scores are equal: more " + pair.unit + " would not help.";
  text += "These " + pair.unit + " show differences of " + points(pair.minimum_detectable) +
          " and more";
  if (*pair.more_units > 0) {
    return text + "; about " + print_units(*pair.more_units, pair.unit) + " more would decide.";
  }
  return text + "; the number of comparisons decides here.";
}

Json to_json(const QualityComparison& comparison) {
  Json models = Json::array();
  for (const ModelQuality& model : comparison.models) {
    models.push_back({{"model", model.model},
                      {"score", model.score ? Json(*model.score) : Json(nullptr)},
                      {"interval", to_json(model.interval)},
                      {"why_no_interval", model.why_no_interval},
                      {"group", model.group == 0 ? Json(nullptr) : Json(model.group)}});
  }
  Json pairs = Json::array();
  for (const PairVerdict& pair : comparison.pairs) {
    pairs.push_back({{"first", comparison.models[pair.first].model},
                     {"second", comparison.models[pair.second].model},
                     {"outcome", name_of(pair.outcome)},
                     {"reason", pair.reason},
                     {"difference", pair.difference},
                     {"interval", to_json(pair.interval)},
                     {"p_bootstrap", pair.p_bootstrap ? Json(*pair.p_bootstrap) : Json(nullptr)},
                     {"p_randomisation", pair.p_value},
                     {"p_holm", pair.p_holm},
                     {"minimum_detectable", pair.minimum_detectable},
                     {"unit", pair.unit},
                     {"units", pair.units},
                     {"more_units", pair.more_units ? Json(*pair.more_units) : Json(nullptr)}});
  }
  const DecisionOptions& options = comparison.options;
  return {{"level", options.level},
          {"power", options.power},
          {"resamples", options.resampling.resamples},
          {"seed", options.resampling.seed},
          {"models", std::move(models)},
          {"pairs", std::move(pairs)},
          {"notes", comparison.notes}};
}

}  // namespace assay
