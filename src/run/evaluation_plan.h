#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assay/json.h"
#include "assay/result.h"
#include "assay/run.h"
#include "assay/task.h"

namespace assay {

// One thing that is scored by itself.
struct Pair {
  std::string split;
  std::string subset;
  bool wanted = true;  // false: as if the task did not have it
};

// All pairs of a task in the order in which its random state runs over them. Throws Error{kUsage}
// for a split or subset in the plan that the task does not have.
[[nodiscard]] std::vector<Pair> list_pairs(const TaskInfo& task, const TaskPlan& plan);

[[nodiscard]] const SubsetScores* find_scores(const TaskResult& result, const Pair& pair);
// Puts the scores in, replacing those of the same pair, subsets in the task's order.
void put_scores(TaskResult& result, const std::string& split, SubsetScores scores,
                const TaskInfo& task);

// The version that made all the scores, or the range of versions.
[[nodiscard]] std::string common_mteb_version(const TaskResult& result);

// Mean of main_score over the wanted pairs; nullopt when one of them is missing or undefined.
[[nodiscard]] std::optional<double> mean_over(const std::vector<Pair>& pairs,
                                              const TaskResult& result);

// Why a stored result cannot stand for what is asked for now, nullopt when it can. `record` is its
// side file (null = none, as with files that mteb wrote), `fingerprint` that of the model.
[[nodiscard]] std::optional<std::string> why_not_reusable(const TaskResult& stored,
                                                          const Json& record,
                                                          const std::vector<Pair>& pairs,
                                                          const TaskInfo& task, Precision precision,
                                                          const std::string& fingerprint);
// The same for the version of scikit-learn that clusterings follow: nullopt too when the record
// tells of none.
[[nodiscard]] std::optional<std::string> why_other_sklearn(const Json& record,
                                                           SklearnVersion wanted);

}  // namespace assay
