#include "run/aggregate_run.h"

#include <cassert>
#include <utility>

#include "run/task_run.h"

namespace assay {
namespace {

using Status = RunOutcome::Status;

RunOutcome failed_aggregate(const TaskPlan& plan, const RunOutcome& member) {
  RunOutcome outcome;
  outcome.model = member.model;
  outcome.revision = member.revision;
  outcome.task = plan.name;
  outcome.status = Status::kFailed;
  outcome.error = plan.name + ": no result of its member " + member.task + ": " + member.error;
  outcome.error_kind = member.error_kind;
  return outcome;
}

}  // namespace

std::vector<RunOutcome> run_aggregate(ModelSession& session, const TaskPlan& plan,
                                      const ResultStore& store, const RunOptions& options,
                                      RunObserver& observer) {
  assert(!plan.members.empty());
  std::vector<RunOutcome> outcomes;
  const RunOutcome* failed = nullptr;
  bool is_new = false;
  outcomes.reserve(plan.members.size() + 1);
  for (TaskPlan member : plan.members) {
    member.splits = plan.splits;
    outcomes.push_back(TaskRun(session, member, store, options, observer).execute());
    const RunOutcome& outcome = outcomes.back();
    observer.on_outcome(outcome);
    if (outcome.status == Status::kInterrupted) return outcomes;
    if (outcome.status == Status::kFailed && failed == nullptr) failed = &outcome;
    is_new = is_new || outcome.status == Status::kEvaluated;
  }
  if (failed != nullptr) {
    outcomes.push_back(failed_aggregate(plan, *failed));
  } else {
    std::vector<TaskResult> results;
    for (const RunOutcome& outcome : outcomes) results.push_back(outcome.result);
    TaskPlan own = plan;
    own.make = [&] { return make_aggregate_task(plan.make()->info(), results); };
    RunOptions own_options = options;
    if (is_new && options.overwrite == Overwrite::kOnlyMissing)
      own_options.overwrite = Overwrite::kAlways;
    outcomes.push_back(TaskRun(session, own, store, own_options, observer).execute());
  }
  observer.on_outcome(outcomes.back());
  return outcomes;
}

}  // namespace assay
