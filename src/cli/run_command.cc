#include <algorithm>
#include <filesystem>

#include "assay/catalogue.h"
#include "assay/report.h"
#include "assay/run.h"
#include "assay/task.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "cli/data_source.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/output.h"
#include "cli/progress_views.h"
#include "cli/run_view.h"

namespace assay::cli {
namespace {

constexpr const char* kDetails =
    "Results are stored as <output>/<org>__<model>/<revision>/<Task>.json, where Python mteb finds "
    "them too. What is\n"
    "stored is not evaluated again unless --overwrite says so. --data takes a folder with "
    "corpus.jsonl, queries.jsonl\n"
    "and qrels/test.tsv (BEIR); --data-root a folder with local copies of known tasks as "
    "DIR/<Task>/.";

Overwrite parse_overwrite(const std::string& text) {
  if (text == "always") return Overwrite::kAlways;
  if (text == "never") return Overwrite::kNever;
  return text == "only-cache" ? Overwrite::kOnlyCache : Overwrite::kOnlyMissing;
}

class RunCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "run"; }
  [[nodiscard]] std::string summary() const override { return "Evaluate models on tasks"; }
  [[nodiscard]] std::string details() const override { return kDetails; }

  void declare(FlagSet& flags) override {
    flags.texts("-m,--model", models_, "MODEL",
                "Hub id with optional @revision, local folder, or built-in baseline");
    flags.texts("-t,--task", tasks_, "TASK",
                "Name of an MTEB task, or a starter task of assay's own; see 'assay tasks'");
    flags.texts("--data", data_, "DIR", "Evaluate on own data in a BEIR folder");
    flags.text("--data-root", data_root_, "DIR",
               "Look for the data of known tasks here before the hub");
    flags.text("--output", output_, "DIR", "Folder of the results (default: results)");
    declare_model_flags(flags, model_);
    flags.count("--limit", limit_,
                "Only the first N queries or rows; kept apart from real results");
    flags.choice("--sklearn", sklearn_, {"1.9", "1.8", "1.3", "1.2"},
                 "Cluster as this version of scikit-learn and those after it do (default: 1.9)");
    flags.flag("--trec-runs", trec_runs_, "Keep the ranking of every query as a TREC run file");
    flags.choice("--overwrite", overwrite_, {"only-missing", "always", "never", "only-cache"},
                 "What to do about stored results (default: only-missing)");
    flags.choice("--format", format_, {"table", "markdown", "csv"},
                 "How the table at the end is printed");
    flags.flag("--json", json_,
               "Events as JSON lines on stderr, the outcome as one JSON object on stdout");
    flags.flag("--quiet", quiet_, "No progress, only the table");
  }

  [[nodiscard]] int execute() override {
    if (models_.empty()) throw Error(ErrorKind::kUsage, "run: no model given: add -m MODEL");
    if (tasks_.empty() && data_.empty()) {
      throw Error(ErrorKind::kUsage, "run: no task given: add -t TASK or --data DIR");
    }
    const Verbosity verbosity =
        json_ ? Verbosity::kJson : (quiet_ ? Verbosity::kQuiet : Verbosity::kNormal);
    const auto progress = make_progress(verbosity);
    const InterruptGuard interrupt;
    const ModelOptions model_options = make_model_options(model_, *progress, interrupt.token());

    RunOptions options;
    options.output = output_;
    options.overwrite = parse_overwrite(overwrite_);
    options.precision = model_options.precision;
    options.threads = model_options.threads;
    options.limit = limit_;
    if (!sklearn_.empty()) options.sklearn = parse_sklearn_version(sklearn_);
    options.trec_runs = trec_runs_;
    options.requested_options = describe_options();
    options.progress = progress.get();
    options.stop = interrupt.token();

    const auto view = make_run_view(verbosity, *progress);
    const auto outcomes =
        run(plan_models(model_options), plan_tasks(*progress, interrupt.token()), options, *view);
    progress->end();
    print_outcomes(outcomes);
    return exit_code_of_run(outcomes);
  }

 private:
  [[nodiscard]] std::vector<ModelPlan> plan_models(const ModelOptions& options) const {
    std::vector<ModelPlan> plans;
    for (const std::string& name : models_) {
      check_model_name(name);
      plans.push_back(
          {.requested = name, .open = [name, options] { return open_model(name, options); }});
    }
    return plans;
  }

  static TaskPlan plan_task(const std::string& name, const DataOptions& data) {
    TaskPlan plan{.name = name, .make = [name, data] { return make_task(name, data); }};
    const auto info = find_task(name);
    if (!info) return plan;
    for (const std::string& member : member_tasks(*info)) {
      plan.members.push_back(plan_task(member, data));
    }
    return plan;
  }

  [[nodiscard]] std::vector<TaskPlan> plan_tasks(Progress& progress, std::stop_token stop) const {
    const DataOptions data = make_data_options(data_root_, progress, std::move(stop));
    std::vector<TaskPlan> plans;
    for (const std::string& task : tasks_) {
      if (!find_task(task)) {
        throw Error(ErrorKind::kUsage, "unknown task '" + task + "'" +
                                           did_you_mean(task, all_task_names()) +
                                           "; 'assay tasks' lists them");
      }
      plans.push_back(plan_task(task, data));
    }
    for (const std::string& folder : data_) {
      std::error_code ignored;
      if (!std::filesystem::is_directory(folder, ignored)) {
        throw Error(ErrorKind::kUsage, "--data " + folder + ": there is no such folder");
      }
      plans.push_back({.name = folder, .make = [folder] { return make_task_from_folder(folder); }});
    }
    return plans;
  }

  [[nodiscard]] Json describe_options() const {
    return {{"precision", model_.precision},
            {"threads", model_.threads},
            {"batch_tokens", model_.batch_tokens},
            {"data_root", data_root_.empty() ? Json(nullptr) : Json(data_root_)},
            {"sklearn", sklearn_.empty() ? Json(nullptr) : Json(sklearn_)},
            {"overwrite", overwrite_}};
  }

  void print_outcomes(const std::vector<RunOutcome>& outcomes) const {
    if (json_) {
      print(describe_outcomes(outcomes).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
      return;
    }
    const TableStyle style = format_ == "markdown" ? TableStyle::kMarkdown
                             : format_ == "csv"    ? TableStyle::kCsv
                                                   : TableStyle::kTerminal;
    const std::string table = print_table(tabulate_scores(to_score_rows(outcomes)), style);
    print(style == TableStyle::kTerminal && !quiet_ ? "\n" + table : table);
    if (!quiet_ && style == TableStyle::kTerminal) print("\n" + describe_files(outcomes, output_));
  }

  std::vector<std::string> models_;
  std::vector<std::string> tasks_;
  std::vector<std::string> data_;
  std::string data_root_;
  std::string output_ = "results";
  ModelFlags model_;
  std::size_t limit_ = 0;
  std::string sklearn_;
  bool trec_runs_ = false;
  std::string overwrite_ = "only-missing";
  std::string format_ = "table";
  bool json_ = false;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> make_run_command() { return std::make_unique<RunCommand>(); }

}  // namespace assay::cli
