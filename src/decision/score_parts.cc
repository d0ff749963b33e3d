#include "decision/score_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "assay/error.h"
#include "assay/task.h"

namespace assay {
namespace {

// Scores have 6 decimals, and an aggregate's is made of such.
constexpr double kRounding = 2e-5;

std::vector<ScorePart> own_parts(const TaskEvidence& task, const std::string& metric) {
  std::vector<ScorePart> parts;
  for (const ScoreEntry& entry : task.entries) {
    parts.push_back({.task = entry.task,
                     .split = entry.split,
                     .subset = entry.subset,
                     .metric = metric,
                     // Whether the data are the same has been settled by find_conflicts.
                     .data_revision = "",
                     .share = 1 / static_cast<double>(task.entries.size()),
                     .result_file = task.result->path,
                     .score = entry.score});
  }
  return parts;
}

// The result of a member, kept beside that of the aggregate; nullopt when there is none.
std::optional<StoredResult> find_member(const StoredResult& aggregate, const std::string& member) {
  StoredResult found{.model = aggregate.model,
                     .revision = aggregate.revision,
                     .path = aggregate.path.parent_path() / (member + ".json"),
                     .result = {}};
  try {
    found.result = read_result_file(found.path);
  } catch (const Error&) {
    return std::nullopt;
  }
  return found;
}

// The mean over the members of the mean over the subsets of a split, as the protocol `aggregate`.
ScorePartsOrReason member_parts(const TaskEvidence& task, const std::vector<std::string>& members) {
  ScorePartsOrReason found;
  const double share = 1 / static_cast<double>(task.entries.size() * members.size());
  double sum = 0;
  double wanted = 0;
  for (const ScoreEntry& entry : task.entries) {
    wanted += entry.score.value_or(0) / static_cast<double>(task.entries.size());
    for (const std::string& member : members) {
      const auto result = find_member(*task.result, member);
      const auto split = result
                             ? result->result.scores.find(entry.split)
                             : std::map<std::string, std::vector<SubsetScores>>::const_iterator();
      if (!result || split == result->result.scores.end() || split->second.empty()) {
        return {.parts = {}, .reason = "there is no result of its member " + member};
      }
      for (const SubsetScores& subset : split->second) {
        const double of_subset = share / static_cast<double>(split->second.size());
        found.parts.push_back({.task = member,
                               .split = entry.split,
                               .subset = subset.subset,
                               .metric = main_metric_of(*result),
                               .data_revision = result->result.dataset_revision,
                               .share = of_subset,
                               .result_file = result->path,
                               .score = subset.main_score});
        sum += of_subset * subset.main_score.value_or(0);
      }
    }
  }
  if (std::abs(sum - wanted) > kRounding) {
    return {.parts = {},
            .reason = "it is not the mean of its members: one has been evaluated since"};
  }
  return found;
}

ScorePartsOrReason find_parts(const TaskEvidence& task) {
  const auto known = find_task(task.result->result.task_name);
  if (known) {
    const auto members = member_tasks(*known);
    if (!members.empty()) return member_parts(task, members);
  }
  const std::string metric = main_metric_of(*task.result);
  if (metric.empty()) return {.parts = {}, .reason = "nothing says which metric is the main score"};
  return {.parts = own_parts(task, metric), .reason = ""};
}

}  // namespace

ScorePartsOrReason find_score_parts(const TaskEvidence& task) {
  ScorePartsOrReason found = find_parts(task);
  // Files may have their subsets in any order.
  std::ranges::sort(found.parts, {}, [](const ScorePart& part) {
    return std::tie(part.task, part.split, part.subset);
  });
  return found;
}

}  // namespace assay
