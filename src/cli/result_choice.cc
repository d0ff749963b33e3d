#include "cli/result_choice.h"

#include <algorithm>
#include <utility>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "assay/run.h"
#include "base/suggest.h"
#include "cli/precision_rows.h"
#include "cli/word_filter.h"

namespace assay::cli {

void ResultChoice::declare(FlagSet& flags) {
  flags.arguments("PATH", paths_, "Folders with results (default: results)");
  flags.text("-b,--benchmark", benchmark_, "NAME", "Over the tasks of a benchmark");
  flags.texts("-t,--task", tasks_, "TASK", "Over these tasks (default: all there are)");
  flags.texts("--languages", languages_, "CODE",
              "Only subsets in these: language, script, or both (deu, Cyrl, eng-Latn)");
  flags.texts("--models", models_, "TEXT", "Only models with one of these in their name");
  flags.flag("--present-only", present_only_,
             "Leave out tasks that no model has a score for, instead of leaving means undefined");
}

void ResultChoice::read() {
  if (!benchmark_.empty() && !tasks_.empty()) {
    throw Error(ErrorKind::kUsage, command_ + ": give -b or -t, not both");
  }
  read_results();
  choose_tasks();
  entries_ = select_scores(results_, chosen_.tasks);
  if (present_only_) leave_out_absent_tasks();
  changed_ = find_changed_files(results_);
}

void ResultChoice::read_results() {
  if (!benchmark_.empty()) chosen_ = choose_benchmark(benchmark_);
  const bool all_tasks = benchmark_.empty() && tasks_.empty();
  std::set<std::string> wanted(tasks_.begin(), tasks_.end());
  for (const BenchmarkTask& task : chosen_.tasks) wanted.insert(task.name);
  const auto wants = [&](const std::string& task) { return all_tasks || wanted.contains(task); };
  if (paths_.empty()) paths_ = {"results"};
  for (const std::string& path : paths_) {
    auto found = find_results(path, &unreadable_, wants);
    std::ranges::move(found, std::back_inserter(results_));
  }
  if (!models_.empty()) {
    std::erase_if(results_, [&](const StoredResult& result) {
      return std::ranges::none_of(
          models_, [&](const std::string& text) { return has_all_words(result.model, {text}); });
    });
  }
  if (results_.empty()) {
    refuse_unknown_tasks({});
    throw Error(ErrorKind::kBadData,
                command_ + ": no result files below " + paths_.front() +
                    (all_tasks && models_.empty() ? "" : " for what was asked for"));
  }
  tell_precisions_apart(results_);
  results_ = join_revisions(std::move(results_));
}

// Own data has names that the catalogue does not know, but only where there are results.
void ResultChoice::refuse_unknown_tasks(const std::set<std::string>& present) const {
  for (const std::string& task : tasks_) {
    if (present.contains(task) || find_task(task)) continue;
    throw Error(ErrorKind::kUsage,
                "there is no task '" + task + "'" + did_you_mean(task, all_task_names()));
  }
}

void ResultChoice::choose_tasks() {
  std::set<std::string> present;
  for (const StoredResult& result : results_) present.insert(result.result.task_name);
  if (benchmark_.empty()) {
    chosen_.aggregations = {"mean_task", "mean_task_type", "task_types"};
    chosen_.show_zero_shot = true;
    if (tasks_.empty()) tasks_.assign(present.begin(), present.end());
    refuse_unknown_tasks(present);
    for (const std::string& task : tasks_) {
      chosen_.tasks.push_back({.name = task, .subsets = {}, .splits = {}});
    }
  }
  chosen_.tasks = restrict_to_languages(std::move(chosen_.tasks), languages_);
}

void ResultChoice::leave_out_absent_tasks() {
  std::erase_if(chosen_.tasks, [&](const BenchmarkTask& task) {
    const bool absent = std::ranges::none_of(
        entries_, [&](const ScoreEntry& entry) { return entry.task == task.name && entry.score; });
    if (absent) left_out_.push_back(task.name);
    return absent;
  });
}

std::vector<std::string> find_changed_files(const std::vector<StoredResult>& results) {
  std::vector<std::string> changed;
  for (const StoredResult& result : results) {
    const Json record = read_run_record(result.path);
    if (!was_changed_after_writing(result.path, record)) continue;
    changed.push_back(result.path.string() +
                      ": not the file that assay wrote: its SHA-256 is not the one in its record");
  }
  return changed;
}

}  // namespace assay::cli
