#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assay/run.h"
#include "run/evaluation_plan.h"
#include "run/model_session.h"
#include "run/result_store.h"
#include "run/run_record.h"

namespace assay {

// One model on one task: what is stored already is taken, what is missing evaluated and stored pair
// by pair. For one use.
class TaskRun {
 public:
  TaskRun(ModelSession& session, const TaskPlan& plan, const ResultStore& store,
          const RunOptions& options, RunObserver& observer);

  // Never throws for what goes wrong with the model, the task or the disk: the outcome says so.
  [[nodiscard]] RunOutcome execute();

 private:
  void execute_or_throw();
  // Takes what the store has under the session's identity into `outcome_.result` and `record_`.
  void take_stored();
  [[nodiscard]] bool is_complete() const;
  void refuse_gaps_if_asked_to() const;
  void evaluate_missing();
  void begin_record(const Model& model);
  void evaluate_pair(const Pair& pair, Model& model);
  void store_pair(const Pair& pair, const Evaluation& evaluation, double seconds);
  [[nodiscard]] ResultKey key() const;
  // What sets the results apart from the model's own: {} for those.
  [[nodiscard]] Json experiment() const;

  ModelSession& session_;
  const TaskPlan& plan_;
  const ResultStore& store_;
  const RunOptions& options_;
  RunObserver& observer_;

  std::unique_ptr<Task> task_;
  std::vector<Pair> pairs_;
  RunOutcome outcome_;
  Json stored_record_;
  std::optional<RunRecord> record_;
  Json per_query_ = Json::object();
  Json model_meta_;
  double earlier_seconds_ = 0;  // evaluation time that the stored result accounts for
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace assay
