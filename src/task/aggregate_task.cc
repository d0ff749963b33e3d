#include <algorithm>
#include <optional>
#include <utility>

#include "assay/error.h"
#include "assay/task.h"

namespace assay {
namespace {

// Mean of the main scores of a split, all subsets weighing the same; nothing when there is none or
// one is undefined.
std::optional<double> mean_of_split(const TaskResult& result, const std::string& split) {
  const auto found = result.scores.find(split);
  if (found == result.scores.end() || found->second.empty()) return std::nullopt;
  double sum = 0;
  for (const SubsetScores& subset : found->second) {
    if (!subset.main_score) return std::nullopt;
    sum += *subset.main_score;
  }
  return sum / static_cast<double>(found->second.size());
}

class AggregateTask final : public Task {
 public:
  AggregateTask(TaskInfo info, std::vector<TaskResult> members)
      : info_(std::move(info)), members_(std::move(members)) {
    // mteb gives every aggregate this revision: it has no data of its own.
    if (info_.dataset_revision.empty()) info_.dataset_revision = "1";
  }

  [[nodiscard]] const TaskInfo& info() const override { return info_; }
  // There is no random state.
  void skip(const std::string&, const std::string&) override {}

  [[nodiscard]] Evaluation evaluate(const std::string& split, const std::string& subset,
                                    Model& /*model*/, const EvaluateOptions& /*options*/) override {
    if (members_.empty()) {
      throw Error(ErrorKind::kUsage, info_.name + ": is made of the results of other tasks");
    }
    Evaluation evaluation;
    evaluation.scores.subset = subset;
    for (const SubsetInfo& known : info_.subsets) {
      if (known.name == subset) evaluation.scores.languages = known.languages;
    }
    double sum = 0;
    bool is_defined = true;
    Json& facts = evaluation.facts;
    for (const TaskResult& member : members_) {
      const auto score = mean_of_split(member, split);
      facts["members"][member.task_name] = score ? Json(*score) : Json(nullptr);
      if (!score) {
        is_defined = false;
        facts["undefined"][info_.main_score] = member.task_name + " has no score";
      }
      sum += score.value_or(0);
      evaluation.seconds_before += member.evaluation_time.value_or(0);
    }
    if (is_defined) {
      evaluation.scores.main_score = sum / static_cast<double>(members_.size());
    }
    evaluation.scores.scores[info_.main_score] =
        is_defined ? Json(*evaluation.scores.main_score) : Json(nullptr);
    return evaluation;
  }

 private:
  TaskInfo info_;
  std::vector<TaskResult> members_;
};

}  // namespace

std::vector<std::string> member_tasks(const TaskInfo& info) {
  if (info.protocol != "aggregate") return {};
  return info.entry.value("tasks", std::vector<std::string>());
}

std::unique_ptr<Task> make_aggregate_task(TaskInfo info, std::vector<TaskResult> members) {
  return std::make_unique<AggregateTask>(std::move(info), std::move(members));
}

}  // namespace assay
