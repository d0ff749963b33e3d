#include "cli/task_choice.h"

#include <algorithm>
#include <utility>

#include "assay/error.h"
#include "base/suggest.h"
#include "cli/benchmark_choice.h"

namespace assay::cli {
namespace {

using Strings = std::vector<std::string>;

bool contains(const Strings& list, const std::string& name) {
  return std::ranges::find(list, name) != list.end();
}

// Empty stands for all there are, so it takes in any other list.
void merge(Strings& list, const Strings& other) {
  if (list.empty()) return;
  if (other.empty()) list.clear();
  for (const std::string& name : other) {
    if (!contains(list, name)) list.push_back(name);
  }
}

void add_task(std::vector<BenchmarkTask>& tasks, const BenchmarkTask& task) {
  const auto present = std::ranges::find(tasks, task.name, &BenchmarkTask::name);
  if (present == tasks.end()) {
    tasks.push_back(task);
  } else {
    merge(present->splits, task.splits);
    merge(present->subsets, task.subsets);
  }
}

// Cuts `taken` (empty = all of `all`) down to `wanted`; false when nothing is left.
bool narrow(Strings& taken, const Strings& all, const Strings& wanted) {
  if (wanted.empty()) return true;
  const Strings& from = taken.empty() ? all : taken;
  Strings left;
  std::ranges::copy_if(from, std::back_inserter(left),
                       [&](const std::string& name) { return contains(wanted, name); });
  const bool any_left = !left.empty();
  taken = std::move(left);
  return any_left;
}

void refuse_unknown(const Strings& wanted, const Strings& known, const std::string& what) {
  for (const std::string& name : wanted) {
    if (contains(known, name)) continue;
    throw Error(ErrorKind::kUsage, "none of the tasks has the " + what + " '" + name + "'" +
                                       did_you_mean(name, known));
  }
}

Strings subset_names(const TaskInfo& info) {
  Strings names;
  for (const SubsetInfo& subset : info.subsets) names.push_back(subset.name);
  return names;
}

void append_new(Strings& list, const Strings& more) {
  for (const std::string& name : more) {
    if (!contains(list, name)) list.push_back(name);
  }
}

std::vector<BenchmarkTask> narrow_all(std::vector<BenchmarkTask> tasks,
                                      const TaskRequest& request) {
  Strings splits;
  Strings subsets;
  std::vector<BenchmarkTask> left;
  for (BenchmarkTask& task : tasks) {
    const TaskInfo info = find_task(task.name).value();
    // Flores has 41,412 subsets: look at names only when some are asked for.
    const Strings names = request.subsets.empty() ? Strings() : subset_names(info);
    append_new(splits, info.eval_splits);
    if (!request.subsets.empty()) append_new(subsets, names);
    const bool has_split = narrow(task.splits, info.eval_splits, request.splits);
    const bool has_subset = narrow(task.subsets, names, request.subsets);
    if (has_split && has_subset) left.push_back(std::move(task));
  }
  refuse_unknown(request.splits, splits, "split");
  refuse_unknown(request.subsets, subsets, "subset");
  return left;
}

}  // namespace

std::vector<BenchmarkTask> choose_tasks(const TaskRequest& request,
                                        std::vector<std::string>* left_out) {
  std::vector<BenchmarkTask> tasks;
  for (const std::string& task : request.tasks) {
    if (!find_task(task)) {
      throw Error(ErrorKind::kUsage, "unknown task '" + task + "'" +
                                         did_you_mean(task, all_task_names()) +
                                         "; 'assay tasks' lists them");
    }
    add_task(tasks, {.name = task, .subsets = {}, .splits = {}});
  }
  for (const std::string& benchmark : request.benchmarks) {
    for (const BenchmarkTask& task : benchmark_by_name(benchmark).tasks) add_task(tasks, task);
  }
  std::vector<BenchmarkTask> left =
      narrow_all(restrict_to_languages(tasks, request.languages), request);
  for (const BenchmarkTask& task : tasks) {
    if (std::ranges::find(left, task.name, &BenchmarkTask::name) == left.end()) {
      left_out->push_back(task.name);
    }
  }
  if (left.empty() && !tasks.empty()) {
    throw Error(ErrorKind::kUsage,
                "none of the tasks has a subset in the languages, splits and subsets asked for");
  }
  return left;
}

}  // namespace assay::cli
