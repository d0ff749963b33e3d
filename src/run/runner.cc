#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "assay/run.h"
#include "run/aggregate_run.h"
#include "run/model_session.h"
#include "run/task_run.h"

namespace assay {

std::string_view to_string(RunOutcome::Status status) {
  switch (status) {
    case RunOutcome::Status::kEvaluated:
      return "evaluated";
    case RunOutcome::Status::kStored:
      return "stored";
    case RunOutcome::Status::kFailed:
      return "failed";
    case RunOutcome::Status::kInterrupted:
      return "interrupted";
  }
  return "failed";
}

std::vector<RunOutcome> run(const std::vector<ModelPlan>& models,
                            const std::vector<TaskPlan>& tasks, const RunOptions& options,
                            RunObserver& observer) {
  const ResultStore store(options.output);
  std::vector<RunOutcome> outcomes;
  for (const ModelPlan& plan : models) {
    ModelSession session(plan, store, observer);
    for (const TaskPlan& task : tasks) {
      if (!task.members.empty()) {
        for (RunOutcome& outcome : run_aggregate(session, task, store, options, observer))
          outcomes.push_back(std::move(outcome));
      } else {
        outcomes.push_back(TaskRun(session, task, store, options, observer).execute());
        observer.on_outcome(outcomes.back());
      }
      if (outcomes.back().status == RunOutcome::Status::kInterrupted) return outcomes;
    }
  }
  return outcomes;
}

}  // namespace assay
