#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "assay/json.h"
#include "assay/task.h"
#include "task/row_evaluation.h"

namespace assay {

// The rows that every experiment trains on. Those of all experiments together are encoded once.
struct TrainingRows {
  // `of_experiments[e]`: numbers of rows, in the order in which experiment e takes them.
  explicit TrainingRows(const std::vector<std::vector<std::size_t>>& of_experiments);

  std::vector<std::size_t> rows;                 // distinct, ascending
  std::vector<std::vector<std::size_t>> places;  // per experiment, in its order: places in `rows`
};

// The elements of `all` at `rows`.
template <typename T>
[[nodiscard]] std::vector<T> take(const std::vector<T>& all, const std::vector<std::size_t>& rows) {
  std::vector<T> taken;
  taken.reserve(rows.size());
  for (const std::size_t row : rows) taken.push_back(all[row]);
  return taken;
}

// The vectors of the rows that any experiment trains on, [training.rows.size() x dimension], and of
// the evaluated rows.
struct SampleVectors {
  Matrix train;
  Matrix evaluated;
};
[[nodiscard]] SampleVectors encode_samples(RowEvaluation& evaluation, const RowTable& train,
                                           const RowTable& evaluated,
                                           const std::string& text_column,
                                           const TrainingRows& training);

// [0, 1, ..., count - 1]: what names the evaluated rows in Evaluation::per_query.
[[nodiscard]] Json row_numbers(std::size_t count);

// Calls body(experiment, threads) for every experiment, several at a time; `threads` is what each
// may use inside. Shows progress; throws Error{kInterrupted} when asked to stop.
void run_experiments(std::size_t count, const TaskInfo& info, const EvaluateOptions& options,
                     const std::function<void(std::size_t experiment, unsigned threads)>& body);

// {"scores_per_experiment": [...], "<key>": mean over the experiments, ...}, keys as in the
// experiments, which are flat and all have the same. A mean is null when one of its values is.
// REQUIRES: at least one experiment.
[[nodiscard]] Json combine_experiments(std::vector<Json> experiments);

// A positive setting of the task. Throws Error{kBadData} when it is missing or not positive.
[[nodiscard]] std::size_t positive_setting(const TaskInfo& info, const char* name);

}  // namespace assay
