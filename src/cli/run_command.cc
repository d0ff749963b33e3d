#include <algorithm>
#include <optional>
#include <utility>

#include "assay/report.h"
#include "assay/run.h"
#include "assay/task.h"
#include "cli/command.h"
#include "cli/data_source.h"
#include "cli/endpoint_price.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/measured_opening.h"
#include "cli/model_flags.h"
#include "cli/number_flag.h"
#include "cli/output.h"
#include "cli/progress_views.h"
#include "cli/run_view.h"
#include "cli/table_style.h"
#include "cli/task_choice.h"

namespace assay::cli {
namespace {

constexpr const char* kDetails =
    "Results are stored as <output>/<org>__<model>/<revision>/<Task>.json, where Python mteb finds "
    "them too. What is\n"
    "stored is not evaluated again unless --overwrite says so. --data takes a BEIR folder, tables "
    "(CSV, TSV, JSON lines,\n"
    "Parquet) or a task.toml: see docs/own-data.md. --data-root takes a folder with local copies "
    "of "
    "known tasks as\n"
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
    flags.texts("-t,--task", wanted_.tasks, "TASK",
                "Name of an MTEB task, or a starter task of assay's own; see 'assay tasks'");
    flags.texts("--data", data_, "PATH", "Evaluate on own data: a folder, a table or a task.toml");
    flags.texts("-b,--benchmark", wanted_.benchmarks, "NAME",
                "All tasks of a benchmark, such as \"MTEB(eng, v2)\"; see 'assay benchmarks'");
    flags.texts("--languages", wanted_.languages, "CODE",
                "Only subsets in these: language, script, or both (deu, Cyrl, eng-Latn)");
    flags.texts("--splits", wanted_.splits, "SPLIT", "Only these splits");
    flags.texts("--subsets", wanted_.subsets, "SUBSET", "Only these subsets");
    flags.text("--data-root", data_root_, "DIR",
               "Look for the data of known tasks here before the hub");
    flags.text("--output", output_, "DIR", "Folder of the results (default: results)");
    declare_model_flags(flags, model_);
    declare_batch_flags(flags, model_);
    flags.choice("--measure", measure_, {"brief", "off"},
                 "Time and memory of each local model, once, about two seconds (default: brief)");
    flags.text(
        "--usd-per-hour", usd_per_hour_, "USD",
        "Price of an hour of this machine, or of the endpoint: dollars for a million tokens");
    flags.count("--limit", limit_,
                "Only the first N queries or rows; kept apart from real results");
    flags.choice("--sklearn", sklearn_, {"1.9", "1.8", "1.3", "1.2"},
                 "Cluster as this version of scikit-learn and those after it do (default: 1.9)");
    flags.text(
        "--rerank", rerank_, "PATH",
        "Re-rank what an earlier run found: predictions of mteb, a .trec file of --trec-runs, "
        "or a folder of them");
    flags.count("--top-k", top_k_, "How many of its results to re-rank (default: 10)");
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
    if (wanted_.tasks.empty() && wanted_.benchmarks.empty() && data_.empty()) {
      throw Error(ErrorKind::kUsage, "run: no task given: add -t TASK, -b BENCHMARK or --data DIR");
    }
    (void)usd_per_hour();  // a wrong one is told before anything is opened
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
    if (top_k_ == 0) throw Error(ErrorKind::kUsage, "run: --top-k has to be at least 1");
    std::optional<FirstStage> first_stage;
    if (!rerank_.empty()) first_stage = read_first_stage(rerank_, top_k_);
    if (first_stage) options.first_stage = &*first_stage;
    options.requested_options = describe_options();
    options.progress = progress.get();
    options.stop = interrupt.token();

    const auto view = make_run_view(verbosity, *progress);
    const auto outcomes =
        run(plan_models(model_options), plan_tasks(*progress, interrupt.token()), options, *view);
    if (const auto price = usd_per_hour(); price && measure_ != "off") {
      keep_endpoint_prices(outcomes, output_, *price, *progress);
    }
    progress->end();
    print_outcomes(outcomes);
    return exit_code_of_run(outcomes);
  }

 private:
  [[nodiscard]] std::vector<ModelPlan> plan_models(const ModelOptions& options) const {
    std::vector<ModelPlan> plans;
    for (const std::string& name : models_) {
      check_model_name(name);
      plans.push_back({.requested = name, .open = [name, options, this] {
                         return measure_ == "off"
                                    ? open_model(name, options)
                                    : open_and_measure(name, options, output_, usd_per_hour());
                       }});
    }
    return plans;
  }

  [[nodiscard]] std::optional<double> usd_per_hour() const {
    if (usd_per_hour_.empty()) return std::nullopt;
    return parse_positive_number("--usd-per-hour", usd_per_hour_);
  }

  static TaskPlan plan_task(BenchmarkTask task, const DataOptions& data) {
    TaskPlan plan{.name = task.name,
                  .make = [name = task.name, data] { return make_task(name, data); },
                  .splits = std::move(task.splits),
                  .subsets = std::move(task.subsets)};
    if (const auto info = find_task(plan.name)) {
      for (const std::string& member : member_tasks(*info)) {
        plan.members.push_back(plan_task({.name = member}, data));
      }
    }
    return plan;
  }

  [[nodiscard]] std::vector<TaskPlan> plan_tasks(Progress& progress, std::stop_token stop) const {
    const DataOptions data = make_data_options(data_root_, progress, std::move(stop));
    std::vector<TaskPlan> plans;
    std::vector<std::string> left_out;
    for (BenchmarkTask& task : choose_tasks(wanted_, &left_out)) {
      plans.push_back(plan_task(std::move(task), data));
    }
    for (const std::string& task : left_out) {
      progress.note(task + " has none of the languages, splits and subsets asked for");
    }
    for (const std::string& path : data_) {
      check_own_data(path);
      plans.push_back({.name = path, .make = [path] { return make_task_from_folder(path); }});
    }
    return plans;
  }

  [[nodiscard]] Json describe_options() const {
    return {{"precision", model_.precision},
            {"threads", model_.threads},
            {"batch_tokens", model_.batch_tokens},
            {"data_root", data_root_.empty() ? Json(nullptr) : Json(data_root_)},
            {"sklearn", sklearn_.empty() ? Json(nullptr) : Json(sklearn_)},
            {"rerank", rerank_.empty() ? Json(nullptr) : Json(rerank_)},
            {"benchmarks", wanted_.benchmarks},
            {"languages", wanted_.languages},
            {"overwrite", overwrite_}};
  }

  void print_outcomes(const std::vector<RunOutcome>& outcomes) const {
    if (json_) {
      print(describe_outcomes(outcomes).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
      return;
    }
    const TableStyle style = table_style_of(format_);
    const std::string table = print_table(tabulate_scores(to_score_rows(outcomes)), style);
    print(style == TableStyle::kTerminal && !quiet_ ? "\n" + table : table);
    if (!quiet_ && style == TableStyle::kTerminal) print("\n" + describe_files(outcomes, output_));
  }

  std::vector<std::string> models_;
  TaskRequest wanted_;
  std::vector<std::string> data_;
  std::string data_root_;
  std::string output_ = "results";
  ModelFlags model_;
  std::size_t limit_ = 0;
  std::string sklearn_;
  std::string rerank_;
  std::size_t top_k_ = 10;
  bool trec_runs_ = false;
  std::string overwrite_ = "only-missing";
  std::string measure_ = "brief";
  std::string usd_per_hour_;
  std::string format_ = "table";
  bool json_ = false;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> make_run_command() { return std::make_unique<RunCommand>(); }

}  // namespace assay::cli
