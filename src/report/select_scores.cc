#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "assay/benchmark.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

// The pairs that a table takes from a task.
struct Wanted {
  Strings splits;
  std::vector<SubsetInfo> subsets;
};

bool contains(const Strings& list, const std::string& name) {
  return std::ranges::find(list, name) != list.end();
}

// All languages of the task.
std::vector<std::string> all_languages(const TaskInfo& info) {
  Strings languages;
  for (const SubsetInfo& subset : info.subsets) {
    std::ranges::copy_if(subset.languages, std::back_inserter(languages),
                         [&](const std::string& language) {
                           return std::ranges::find(languages, language) == languages.end();
                         });
  }
  return languages;
}

Wanted wanted_of(const BenchmarkTask& task, const TaskInfo& info) {
  Wanted wanted;
  // A benchmark may name a split that the task does not evaluate by itself.
  wanted.splits = task.splits.empty() ? info.eval_splits : task.splits;
  if (info.protocol == "aggregate") {
    // One score for all of it, whatever subsets its members have.
    wanted.subsets = {{.name = "default", .languages = all_languages(info)}};
    return wanted;
  }
  std::ranges::copy_if(info.subsets, std::back_inserter(wanted.subsets),
                       [&](const SubsetInfo& subset) {
                         return task.subsets.empty() || contains(task.subsets, subset.name);
                       });
  return wanted;
}

void add_entries(const StoredResult& stored, const Wanted& wanted, std::vector<ScoreEntry>& out) {
  for (const std::string& split : wanted.splits) {
    // By name: a task can have tens of thousands of subsets.
    std::unordered_map<std::string_view, std::optional<double>> scores;
    if (const auto subsets = stored.result.scores.find(split);
        subsets != stored.result.scores.end()) {
      for (const SubsetScores& subset : subsets->second) {
        scores.emplace(subset.subset, subset.main_score);
      }
    }
    for (const SubsetInfo& subset : wanted.subsets) {
      const auto score = scores.find(subset.name);
      out.push_back({.model = stored.model,
                     .task = stored.result.task_name,
                     .split = split,
                     .subset = subset.name,
                     .languages = subset.languages,
                     .score = score == scores.end() ? std::nullopt : score->second});
    }
  }
}

// Own data: what there is.
void add_all_entries(const StoredResult& stored, std::vector<ScoreEntry>& out) {
  for (const auto& [split, subsets] : stored.result.scores) {
    for (const SubsetScores& subset : subsets) {
      out.push_back({.model = stored.model,
                     .task = stored.result.task_name,
                     .split = split,
                     .subset = subset.subset,
                     .languages = subset.languages,
                     .score = subset.main_score});
    }
  }
}

}  // namespace

std::vector<ScoreEntry> select_scores(std::span<const StoredResult> results,
                                      std::span<const BenchmarkTask> tasks) {
  std::map<std::string, std::optional<Wanted>> wanted;  // nullopt: not in the catalogue
  for (const BenchmarkTask& task : tasks) {
    const auto info = find_task(task.name);
    wanted.emplace(task.name, info ? std::optional(wanted_of(task, *info)) : std::nullopt);
  }
  std::vector<ScoreEntry> entries;
  for (const StoredResult& stored : results) {
    const auto found = wanted.find(stored.result.task_name);
    if (found == wanted.end()) continue;
    if (found->second) {
      add_entries(stored, *found->second, entries);
    } else {
      add_all_entries(stored, entries);
    }
  }
  return entries;
}

std::vector<TaskColumn> columns_of(std::span<const BenchmarkTask> tasks) {
  std::vector<TaskColumn> columns;
  for (const BenchmarkTask& task : tasks) {
    const auto info = find_task(task.name);
    columns.push_back({.name = task.name,
                       .type = info ? info->type : "own data",
                       .is_public = info && info->is_public});
  }
  return columns;
}

std::vector<MissingScores> find_missing(std::span<const ScoreEntry> entries,
                                        std::span<const BenchmarkTask> tasks) {
  Strings models;
  std::map<std::pair<std::string, std::string>, Strings> gaps;  // empty = nothing is missing
  for (const ScoreEntry& entry : entries) {
    if (std::ranges::find(models, entry.model) == models.end()) models.push_back(entry.model);
    Strings& pairs = gaps[{entry.model, entry.task}];
    if (!entry.score) pairs.push_back(entry.split + "/" + entry.subset);
  }
  std::vector<MissingScores> missing;
  for (const std::string& model : models) {
    for (const BenchmarkTask& task : tasks) {
      const auto found = gaps.find({model, task.name});
      if (found != gaps.end() && found->second.empty()) continue;
      missing.push_back({.model = model,
                         .task = task.name,
                         .is_whole_task = found == gaps.end(),
                         .pairs = found == gaps.end() ? Strings{} : found->second});
    }
  }
  return missing;
}

}  // namespace assay
