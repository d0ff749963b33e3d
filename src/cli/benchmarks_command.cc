#include <algorithm>
#include <set>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "assay/report.h"
#include "base/suggest.h"
#include "cli/benchmark_choice.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/word_filter.h"

namespace assay::cli {
namespace {

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

class BenchmarksCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "benchmarks"; }
  [[nodiscard]] std::string summary() const override { return "List the benchmarks of MTEB"; }
  [[nodiscard]] std::string details() const override {
    return "A whole name, such as \"MTEB(eng, v2)\", prints the tasks of that benchmark.";
  }
  void declare(FlagSet& flags) override {
    flags.arguments("TEXT", words_, "Only names with each of these in them");
    flags.texts("--language", languages_, "CODE",
                "With a task in one of these: language, script, or both");
    flags.text("--task", task_, "TASK", "That this task is part of");
    flags.flag("--leaderboard", on_leaderboard_, "Only those on mteb's leaderboard");
    flags.flag("--json", json_, "One JSON array with all facts");
  }

  [[nodiscard]] int execute() override {
    if (!task_.empty() && !find_task(task_)) {
      throw Error(ErrorKind::kUsage,
                  "there is no task '" + task_ + "'" + did_you_mean(task_, task_names()));
    }
    if (words_.size() == 1 && !json_) {
      if (const auto benchmark = find_benchmark(words_.front())) return print_one(*benchmark);
    }
    Table table;
    table.header = {"Benchmark", "Tasks", "Types", "Languages", "Also called", "Superseded by"};
    table.left_columns = {0, 4, 5};
    Json list = Json::array();
    for (const std::string& benchmark_name : benchmark_names()) {
      const BenchmarkInfo benchmark = benchmark_by_name(benchmark_name);
      if (!is_wanted(benchmark)) continue;
      if (json_) {
        list.push_back(describe(benchmark));
        continue;
      }
      const auto [types, languages] = count_types_and_languages(benchmark);
      table.rows.push_back({benchmark.name, std::to_string(benchmark.tasks.size()),
                            std::to_string(types), std::to_string(languages),
                            join(benchmark.aliases), join(benchmark.superseded_by)});
    }
    print(json_ ? list.dump(2) + "\n" : print_table(table, TableStyle::kTerminal));
    return kExitDone;
  }

 private:
  [[nodiscard]] bool is_wanted(const BenchmarkInfo& benchmark) const {
    if (on_leaderboard_ && !benchmark.on_leaderboard) return false;
    if (!task_.empty() &&
        std::ranges::find(benchmark.tasks, task_, &BenchmarkTask::name) == benchmark.tasks.end()) {
      return false;
    }
    const std::string names =
        benchmark.name + " " + join(benchmark.aliases) + " " + benchmark.display_name;
    return has_all_words(names, words_) &&
           !restrict_to_languages(benchmark.tasks, languages_).empty();
  }

  static std::pair<std::size_t, std::size_t> count_types_and_languages(
      const BenchmarkInfo& benchmark) {
    std::set<std::string> types;
    std::set<std::string> languages;
    for (const BenchmarkTask& part : benchmark.tasks) {
      const auto task = find_task(part.name);
      if (!task) continue;
      types.insert(task->type);
      for (const SubsetInfo& subset : task->subsets) {
        if (!part.subsets.empty() &&
            std::ranges::find(part.subsets, subset.name) == part.subsets.end()) {
          continue;
        }
        languages.insert(subset.languages.begin(), subset.languages.end());
      }
    }
    return {types.size(), languages.size()};
  }

  static Json describe(const BenchmarkInfo& benchmark) {
    Json tasks = Json::array();
    for (const BenchmarkTask& task : benchmark.tasks) {
      tasks.push_back({{"name", task.name}, {"subsets", task.subsets}, {"splits", task.splits}});
    }
    return {{"name", benchmark.name},
            {"display_name", benchmark.display_name},
            {"aliases", benchmark.aliases},
            {"tasks", std::move(tasks)},
            {"aggregations", benchmark.aggregations},
            {"rank_by", benchmark.rank_by},
            {"superseded_by", benchmark.superseded_by},
            {"on_leaderboard", benchmark.on_leaderboard}};
  }

  static int print_one(const BenchmarkInfo& benchmark) {
    Table table;
    table.header = {"Task", "Type", "Main score", "Splits", "Subsets"};
    table.left_columns = {0, 1, 2, 3, 4};
    for (const BenchmarkTask& part : benchmark.tasks) {
      const auto task = find_task(part.name);
      if (!task) continue;
      const auto& splits = part.splits.empty() ? task->eval_splits : part.splits;
      const std::size_t subsets = part.subsets.empty() ? task->subsets.size() : part.subsets.size();
      table.rows.push_back({part.name, task->type, task->main_score, join(splits),
                            part.subsets.empty() || subsets > 4
                                ? std::to_string(subsets) + (subsets == 1 ? " subset" : " subsets")
                                : join(part.subsets)});
    }
    print(benchmark.name + ": " + std::to_string(benchmark.tasks.size()) + " tasks\n\n" +
          print_table(table, TableStyle::kTerminal));
    return kExitDone;
  }

  std::vector<std::string> words_;
  std::vector<std::string> languages_;
  std::string task_;
  bool on_leaderboard_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_benchmarks_command() { return std::make_unique<BenchmarksCommand>(); }

}  // namespace assay::cli
