#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/json.h"

namespace assay {

// One of the things that a report's models can be compared by; page/measures.js has the same.
struct ReportMeasure {
  std::string key;    // "mean_task", "type:STS", "task:SciFact", "parameters"
  std::string label;  // "Mean over tasks"
  std::string unit;   // "score": a fraction, printed in percent; else that of a criterion
  bool lower_is_better = false;
  bool is_logarithmic = false;
  enum class Kind { kMean, kType, kTask, kCriterion } kind = Kind::kMean;
  std::size_t place = 0;  // of the type or task
};
// Means, then types and tasks where there are several, then criteria.
[[nodiscard]] std::vector<ReportMeasure> report_measures(const Json& report);

// What a chart shows unasked: of the scores, or of the criteria, the first one that half of the models
// have; else the one that most have.
[[nodiscard]] const ReportMeasure& default_measure(const Json& report,
                                                   const std::vector<ReportMeasure>& measures,
                                                   bool is_cost);

// nullopt where the model has none.
[[nodiscard]] std::optional<double> value_of(const ReportMeasure& measure, const Json& model);
[[nodiscard]] std::optional<std::pair<double, double>> interval_of(const ReportMeasure& measure,
                                                                   const Json& model);

// "52.13", "22.7M", "90.9 MB", "12.3 ms", "$0.02"; "-" for none.
[[nodiscard]] std::string print_measure(const std::optional<double>& value,
                                        const std::string& unit);

}  // namespace assay
