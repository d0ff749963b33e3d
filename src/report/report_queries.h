#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/report_models.h"

namespace assay {

// What a model got on every row of one (split, subset).
struct RowValues {
  std::string metric;
  bool lower_is_better = false;
  std::vector<std::string> ids;
  std::vector<std::optional<double>> values;  // by id
};
// From the columns of a side file (docs/results.md). The main score's own column where there is one.
// Where the main score is no mean over rows, what a row adds to it:
//   "rank agreement" of `gold` and `similarity`: 1 - |rank in one - rank in the other| / (rows - 1)
//   "right order" of `label` and `similarity`: the share of the rows with the other label that stand
//   on the right side of the row, a tie counting half; its mean over the rows of a label is the area
//   under the ROC curve.
// Else the first column of numbers. nullopt when there is none or the lists are not equally long.
[[nodiscard]] std::optional<RowValues> values_of_rows(const Json& table,
                                                      const std::string& main_metric);

// The list `queries` of the document: one entry for each (task, split, subset) that has row scores of
// a model. `results[row]` as for report_model.
[[nodiscard]] Json report_queries(const ReportSources& sources,
                                  const std::vector<ModelResults>& results);

}  // namespace assay
