#include "run/evaluation_plan.h"

#include <algorithm>
#include <utility>

#include "base/suggest.h"
#include "run/mteb_version.h"
#include "run/run_record.h"

namespace assay {
namespace {

void check_names(const std::vector<std::string>& wanted, const std::vector<std::string>& known,
                 const std::string& what, const std::string& task) {
  for (const std::string& name : wanted) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error(ErrorKind::kUsage,
                task + " has no " + what + " '" + name + "'" + did_you_mean(name, known));
  }
}

bool is_wanted(const std::vector<std::string>& wanted, const std::string& name) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

// The string at a place such as "/model/settings/precision"; "" when there is none. Side files may
// have been edited.
std::string text_at(const Json& json, const char* place) {
  const Json::json_pointer pointer(place);
  if (!json.contains(pointer) || !json.at(pointer).is_string()) return "";
  return json.at(pointer).get<std::string>();
}

}  // namespace

std::vector<Pair> list_pairs(const TaskInfo& task, const TaskPlan& plan) {
  std::vector<std::string> subset_names;
  for (const SubsetInfo& subset : task.subsets) subset_names.push_back(subset.name);
  check_names(plan.splits, task.eval_splits, "split", task.name);
  check_names(plan.subsets, subset_names, "subset", task.name);
  std::vector<Pair> pairs;
  for (const std::string& split : task.eval_splits) {
    for (const std::string& subset : subset_names) {
      pairs.push_back({.split = split,
                       .subset = subset,
                       .wanted = is_wanted(plan.splits, split) && is_wanted(plan.subsets, subset)});
    }
  }
  return pairs;
}

const SubsetScores* find_scores(const TaskResult& result, const Pair& pair) {
  const auto split = result.scores.find(pair.split);
  if (split == result.scores.end()) return nullptr;
  for (const SubsetScores& subset : split->second) {
    if (subset.subset == pair.subset) return &subset;
  }
  return nullptr;
}

void put_scores(TaskResult& result, const std::string& split, SubsetScores scores,
                const TaskInfo& task) {
  std::vector<SubsetScores>& list = result.scores[split];
  std::erase_if(list, [&](const SubsetScores& present) { return present.subset == scores.subset; });
  list.push_back(std::move(scores));
  const auto place = [&](const SubsetScores& entry) {
    return std::find_if(task.subsets.begin(), task.subsets.end(),
                        [&](const SubsetInfo& subset) { return subset.name == entry.subset; });
  };
  std::stable_sort(list.begin(), list.end(), [&](const SubsetScores& a, const SubsetScores& b) {
    return place(a) < place(b);
  });
}

std::string common_mteb_version(const TaskResult& result) {
  std::vector<std::string> versions;
  for (const auto& [split, subsets] : result.scores) {
    for (const SubsetScores& subset : subsets) {
      versions.push_back(subset.mteb_version.empty() ? result.mteb_version : subset.mteb_version);
    }
  }
  return version_range(versions);
}

std::optional<double> mean_over(const std::vector<Pair>& pairs, const TaskResult& result) {
  double sum = 0;
  std::size_t count = 0;
  for (const Pair& pair : pairs) {
    if (!pair.wanted) continue;
    const SubsetScores* scores = find_scores(result, pair);
    if (scores == nullptr || !scores->main_score) return std::nullopt;
    sum += *scores->main_score;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

std::optional<std::string> why_not_reusable(const TaskResult& stored, const Json& record,
                                            const std::vector<Pair>& pairs, const TaskInfo& task,
                                            Precision precision, const std::string& fingerprint) {
  if (stored.dataset_revision != task.dataset_revision) {
    // mteb takes a complete result whatever data it was made from. The files of a user's own data
    // change without anybody giving them a new name, so there the revision (a hash of the content)
    // has to agree.
    const bool own_data = task.entry.empty();  // not of the catalogue
    const bool complete = std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
      return !pair.wanted || find_scores(stored, pair) != nullptr;
    });
    if (own_data || !complete) {
      return "it was made from revision " + stored.dataset_revision + " of the data, not " +
             task.dataset_revision;
    }
  }
  const Json run = last_run(record);
  if (!run.is_object()) return std::nullopt;
  if (text_at(run, "/fingerprint") != fingerprint) return "the model's files are not the same";
  const std::string stored_precision = text_at(run, "/model/settings/precision");
  if (precision != Precision::kAuto && !stored_precision.empty() &&
      stored_precision != to_string(precision)) {
    return "it was made with " + stored_precision + ", not " + std::string(to_string(precision));
  }
  return std::nullopt;
}

std::optional<std::string> why_other_sklearn(const Json& record, SklearnVersion wanted) {
  if (!record.is_object()) return std::nullopt;
  const Json evaluations = record.value("evaluations", Json::array());
  for (const Json& evaluation : evaluations) {
    const std::string made_with = text_at(evaluation, "/facts/sklearn");
    if (!made_with.empty() && made_with != to_string(wanted)) {
      return "it was made with the k-means of scikit-learn " + made_with + ", not " +
             std::string(to_string(wanted));
    }
  }
  return std::nullopt;
}

}  // namespace assay
