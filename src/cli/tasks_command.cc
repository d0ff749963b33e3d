#include <algorithm>
#include <set>

#include "assay/catalogue.h"
#include "assay/report.h"
#include "assay/task.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/word_filter.h"

namespace assay::cli {
namespace {

constexpr std::size_t kMostLanguagesNamed = 3;

std::string print_languages(const TaskInfo& task) {
  std::set<std::string> languages;
  for (const SubsetInfo& subset : task.subsets) {
    languages.insert(subset.languages.begin(), subset.languages.end());
  }
  if (languages.size() > kMostLanguagesNamed)
    return std::to_string(languages.size()) + " languages";
  std::string text;
  for (const std::string& language : languages) text += (text.empty() ? "" : ", ") + language;
  return text;
}

class TasksCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "tasks"; }
  [[nodiscard]] std::string summary() const override {
    return "List the tasks of MTEB and assay's own starter tasks";
  }
  [[nodiscard]] std::string details() const override {
    return "Every condition has to hold; of several values of one, any. Starter tasks stand at the "
           "end: "
           "made by assay's\nauthors to try things out with, embedded in the program, not part of "
           "MTEB.";
  }
  void declare(FlagSet& flags) override {
    flags.arguments("TEXT", words_, "Only names with each of these in them");
    flags.texts("--type", filter_.types, "TYPE", "Retrieval, STS, Classification, ...");
    flags.texts("--language", filter_.languages, "CODE",
                "ISO 639-3 language, ISO 15924 script, or both: eng, Cyrl, eng-Latn");
    flags.texts("--domain", filter_.domains, "DOMAIN", "Medical, News, ...");
    flags.texts("--license", filter_.licenses, "LICENCE", "mit, cc-by-4.0, ...");
    flags.texts("--benchmark", filter_.benchmarks, "NAME",
                "Tasks of this benchmark, such as \"MTEB(eng, v2)\"");
    flags.flag("--unsupported", unsupported_,
               "Only those that cannot be evaluated, each with the reason");
    flags.count("--min-samples", min_samples_, "With at least so many samples to evaluate");
    flags.count("--max-samples", max_samples_, "With at most so many");
    flags.flag("--public", filter_.public_only, "No tasks with private data");
    flags.flag("--current", filter_.exclude_superseded, "No tasks that have a newer version");
    flags.flag("--json", json_, "One JSON array with all facts");
  }
  [[nodiscard]] int execute() override {
    filter_.with_starter_tasks = filter_.benchmarks.empty();
    Table table;
    if (unsupported_) {
      table.header = {"Task", "Type", "Reason"};
      table.left_columns = {0, 1, 2};
    } else {
      table.header = {"Task", "Type", "Languages", "Samples", "Main score", "Licence"};
      table.left_columns = {0, 1, 2, 4, 5};
    }
    Json list = Json::array();
    if (min_samples_ > 0) filter_.min_samples = min_samples_;
    if (max_samples_ > 0) filter_.max_samples = max_samples_;
    for (const std::string& task_name : filter_tasks(filter_)) {
      if (!has_all_words(task_name, words_)) continue;
      const auto task = find_task(task_name);
      if (!task) continue;
      if (unsupported_) {
        add_unsupported(*task, table, list);
        continue;
      }
      if (json_) {
        list.push_back(task->entry);
        list.back()["is_starter"] = task->is_starter;
        list.back()["is_supported"] = !why_unsupported(*task);
        continue;
      }
      const auto samples = sample_count(*task);
      table.rows.push_back({task->name + (task->is_starter ? " (assay's own)" : ""), task->type,
                            print_languages(*task),
                            samples ? print_count(static_cast<double>(*samples)) : "-",
                            task->main_score, task->license});
    }
    print(json_ ? list.dump(2) + "\n" : print_table(table, TableStyle::kTerminal));
    return kExitDone;
  }

 private:
  static void add_unsupported(const TaskInfo& task, Table& table, Json& list) {
    const auto reason = why_unsupported(task);
    if (!reason) return;
    table.rows.push_back({task.name, task.type, *reason});
    list.push_back({{"name", task.name}, {"type", task.type}, {"reason", *reason}});
  }

  std::vector<std::string> words_;
  TaskFilter filter_;
  bool unsupported_ = false;
  std::size_t min_samples_ = 0;
  std::size_t max_samples_ = 0;  // 0 = no bound
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_tasks_command() { return std::make_unique<TasksCommand>(); }

}  // namespace assay::cli
