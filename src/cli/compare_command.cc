#include <algorithm>
#include <set>
#include <utility>

#include "assay/benchmark.h"
#include "assay/catalogue.h"
#include "assay/error.h"
#include "assay/report.h"
#include "assay/run.h"
#include "base/suggest.h"
#include "cli/benchmark_choice.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/word_filter.h"

namespace assay::cli {
namespace {

constexpr const char* kDetails =
    "PATH is any folder with result files below it: what assay run or mteb wrote, a cache of mteb, "
    "or a clone of the\n"
    "public results (github.com/embeddings-benchmark/results). Means are undefined ('-') as long "
    "as a model lacks a task;\n"
    "what is missing is listed. Ranks are mteb's Borda ranks.";

// More models than this make the table of tasks too wide for a terminal.
constexpr std::size_t kMostModelColumns = 8;

class CompareCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "compare"; }
  [[nodiscard]] std::string summary() const override {
    return "Compare models by their results, over tasks or a benchmark";
  }
  [[nodiscard]] std::string details() const override { return kDetails; }

  void declare(FlagSet& flags) override {
    flags.arguments("PATH", paths_, "Folders with results (default: results)");
    flags.text("-b,--benchmark", benchmark_, "NAME", "Over the tasks of a benchmark");
    flags.texts("-t,--task", tasks_, "TASK", "Over these tasks (default: all there are)");
    flags.texts("--languages", languages_, "CODE",
                "Only subsets in these: language, script, or both (deu, Cyrl, eng-Latn)");
    flags.texts("--models", models_, "TEXT", "Only models with one of these in their name");
    flags.flag("--present-only", present_only_,
               "Leave out tasks that no model has a score for, instead of leaving means undefined");
    flags.flag("--by-language", by_language_, "A table of languages as well");
    flags.choice("--format", format_, {"table", "markdown", "csv"}, "How tables are printed");
    flags.flag("--json", json_, "Print one JSON object with everything");
  }

  [[nodiscard]] int execute() override {
    if (!benchmark_.empty() && !tasks_.empty()) {
      throw Error(ErrorKind::kUsage, "compare: give -b or -t, not both");
    }
    read_results();
    choose_tasks();
    const auto entries = select_scores(results_, chosen_.tasks);
    if (present_only_) leave_out_absent_tasks(entries);
    const RankBy rank_by =
        chosen_.rank_by == "mean_subset" ? RankBy::kMeanSubset : RankBy::kBordaOverTasks;
    const BenchmarkTable table = make_benchmark_table(entries, columns_of(chosen_.tasks), rank_by);
    if (table.rows.empty()) {
      throw Error(ErrorKind::kBadData, "compare: no model has a score on any of the " +
                                           std::to_string(chosen_.tasks.size()) + " tasks");
    }
    const auto missing = find_missing(entries, chosen_.tasks);
    if (json_) {
      print_json(table, entries, missing);
    } else {
      print_tables(table, entries, missing);
    }
    return kExitDone;
  }

 private:
  void read_results() {
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
                  "compare: no result files below " + paths_.front() +
                      (all_tasks && models_.empty() ? "" : " for what was asked for"));
    }
    results_ = join_revisions(std::move(results_));
  }

  // Own data has names that the catalogue does not know, but only where there are results.
  void refuse_unknown_tasks(const std::set<std::string>& present) const {
    for (const std::string& task : tasks_) {
      if (present.contains(task) || find_task(task)) continue;
      throw Error(ErrorKind::kUsage,
                  "there is no task '" + task + "'" + did_you_mean(task, all_task_names()));
    }
  }

  void choose_tasks() {
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

  void leave_out_absent_tasks(const std::vector<ScoreEntry>& entries) {
    std::erase_if(chosen_.tasks, [&](const BenchmarkTask& task) {
      const bool absent = std::ranges::none_of(
          entries, [&](const ScoreEntry& entry) { return entry.task == task.name && entry.score; });
      if (absent) left_out_.push_back(task.name);
      return absent;
    });
  }

  [[nodiscard]] SummaryColumns summary_columns(const BenchmarkTable& table) const {
    SummaryColumns columns{.aggregations = chosen_.aggregations, .zero_shot = {}};
    if (table.types.size() == 1 && benchmark_.empty()) columns.aggregations = {"mean_task"};
    if (chosen_.show_zero_shot) {
      for (const BenchmarkRow& row : table.rows) {
        columns.zero_shot.push_back(zero_shot_percentage(row.model, chosen_.tasks));
      }
    }
    return columns;
  }

  [[nodiscard]] LanguageTable language_table(const std::vector<ScoreEntry>& entries) const {
    if (!chosen_.language_view.empty()) return make_language_table(entries, chosen_.language_view);
    return make_language_table(entries, std::vector<std::string>{"all"});
  }

  void print_tables(const BenchmarkTable& table, const std::vector<ScoreEntry>& entries,
                    const std::vector<MissingScores>& missing) const {
    const TableStyle style = format_ == "markdown" ? TableStyle::kMarkdown
                             : format_ == "csv"    ? TableStyle::kCsv
                                                   : TableStyle::kTerminal;
    SummaryColumns columns = summary_columns(table);
    // A file of comma-separated values is one table.
    const bool models_by_tasks = style == TableStyle::kCsv;
    columns.with_tasks = models_by_tasks || table.rows.size() > kMostModelColumns;
    std::string text = print_table(tabulate_summary(table, columns), style);
    if (!columns.with_tasks) text += "\n" + print_table(tabulate_tasks(table), style);
    if (by_language_)
      text += "\n" + print_table(tabulate_languages(language_table(entries)), style);
    print(text);
    const std::string notes = describe_gaps(missing);
    if (notes.empty()) return;
    if (style == TableStyle::kCsv) {
      print_note(notes);  // beside the table, not in it
    } else {
      print("\n" + notes);
    }
  }

  [[nodiscard]] std::string describe_gaps(const std::vector<MissingScores>& missing) const {
    std::string text = print_missing(missing, chosen_.tasks.size());
    if (!text.empty()) text = "Missing:\n" + text;
    if (!left_out_.empty()) {
      text += std::to_string(left_out_.size()) + " tasks are left out, no model has a score:";
      for (const std::string& task : left_out_) text += " " + task;
      text += "\n";
    }
    if (!chosen_.private_tasks.empty()) {
      text += std::to_string(chosen_.private_tasks.size()) +
              " private tasks are left out, as in mteb's table\n";
    }
    if (!unreadable_.empty()) {
      text += std::to_string(unreadable_.size()) + " files are no results: " + unreadable_.front() +
              (unreadable_.size() > 1 ? ", ... (--json names all)\n" : "\n");
    }
    return text;
  }

  void print_json(const BenchmarkTable& table, const std::vector<ScoreEntry>& entries,
                  const std::vector<MissingScores>& missing) const {
    Json gaps = Json::array();
    for (const MissingScores& gap : missing) {
      gaps.push_back({{"model", gap.model},
                      {"task", gap.task},
                      {"pairs", gap.is_whole_task ? Json(nullptr) : Json(gap.pairs)}});
    }
    Json all = {{"benchmark", benchmark_.empty() ? Json(nullptr) : Json(chosen_.name)},
                {"models", benchmark_to_json(table, summary_columns(table))},
                {"missing", std::move(gaps)},
                {"left_out", left_out_},
                {"private", chosen_.private_tasks},
                {"unreadable", unreadable_}};
    if (by_language_) {
      Json& languages = all["languages"] = Json::object();
      const LanguageTable by_language = language_table(entries);
      for (const LanguageTable::Row& row : by_language.rows) {
        for (std::size_t i = 0; i < row.scores.size(); ++i) {
          languages[row.model][by_language.languages[i]] =
              row.scores[i] ? Json(*row.scores[i]) : Json(nullptr);
        }
      }
    }
    print(all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  }

  std::vector<std::string> paths_;
  std::string benchmark_;
  std::vector<std::string> tasks_;
  std::vector<std::string> languages_;
  std::vector<std::string> models_;
  bool present_only_ = false;
  bool by_language_ = false;
  std::string format_ = "table";
  bool json_ = false;

  std::vector<StoredResult> results_;
  std::vector<std::string> unreadable_;
  BenchmarkChoice chosen_;
  std::vector<std::string> left_out_;
};

}  // namespace

std::unique_ptr<Command> make_compare_command() { return std::make_unique<CompareCommand>(); }

}  // namespace assay::cli
