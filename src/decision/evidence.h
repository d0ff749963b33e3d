#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/benchmark.h"
#include "assay/decision.h"

namespace assay {

// One model's result on one task of a comparison.
struct TaskEvidence {
  const StoredResult* result = nullptr;  // nullptr: none
  bool made_by_assay = false;            // there is a record beside it
  std::vector<ScoreEntry> entries;       // the (split, subset) pairs that count
  std::string pairs;                     // those, as text; "" when one has no score
  std::optional<double> score;           // as in the table
};

struct ModelEvidence {
  std::string model;
  std::optional<double> score;      // mean over the tasks
  std::vector<TaskEvidence> tasks;  // by task
  std::string why_no_rows;          // "" when there are rows for all tasks
};

// What results say about models on the chosen tasks: best first, those without a mean last.
struct Evidence {
  std::vector<std::string> tasks;
  std::vector<ModelEvidence> models;
};
[[nodiscard]] Evidence gather_evidence(std::span<const StoredResult> results,
                                       std::span<const BenchmarkTask> tasks);

// "SciFact: org/a was evaluated on revision 1 of the data, org/b on revision 2" for every task whose
// results are of different data. Throws Error{kBadData} with the first one when assay made both
// results, unless `any_revision`.
[[nodiscard]] std::vector<std::string> find_conflicts(const Evidence& evidence, bool any_revision);
// The two have results of the same data on this task.
[[nodiscard]] bool is_same_data(const Evidence& evidence, std::size_t a, std::size_t b,
                                std::size_t task);

// The metric that is the main score of the task of a result; "" when nothing says.
[[nodiscard]] std::string main_metric_of(const StoredResult& result);

// The strata of the mean over the tasks, of those models whose rows are all there; the others get
// `why_no_rows`. `places[m]`: which model of the strata model m is.
struct RowEvidence {
  std::vector<Stratum> strata;
  std::vector<std::optional<std::size_t>> places;
  std::size_t models = 0;
  std::size_t rows = 0;                  // of all strata
  std::vector<std::string> single_rows;  // (split, subset) pairs of one row only, with their task
};
[[nodiscard]] RowEvidence gather_rows(Evidence& evidence);

}  // namespace assay
