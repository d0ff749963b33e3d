#include <algorithm>
#include <cstdio>
#include <numeric>
#include <optional>
#include <utility>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "assay/plan.h"
#include "assay/report.h"
#include "assay/task.h"
#include "cli/command.h"
#include "cli/data_source.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/output.h"
#include "cli/progress_views.h"
#include "cli/task_choice.h"

namespace assay::cli {
namespace {

// What a request takes, round; the service's load decides.
constexpr double kSecondsPerCall = 0.15;

struct Row {
  std::string model;
  std::string task;
  PlanTotals totals;
  bool exact_tokens = false;
  bool remote = false;
  std::optional<double> dollars;
  std::optional<double> minutes;
  std::size_t dimension = 0;

  // Vectors of what is encoded, four bytes a number.
  [[nodiscard]] double memory_bytes() const {
    return static_cast<double>(totals.texts) * static_cast<double>(dimension) * 4;
  }
  // In the store: key, checksum and place too.
  [[nodiscard]] double disk_bytes() const {
    return static_cast<double>(totals.unique_texts - totals.stored_texts) *
           (static_cast<double>(dimension) * 4 + 120);
  }
};

std::string print_number(double value, const char* format) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string count(std::uint64_t number) { return print_count(static_cast<double>(number)); }

class PlanCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "plan"; }
  [[nodiscard]] std::string summary() const override {
    return "Say what a run would take: texts, tokens, calls, dollars";
  }
  [[nodiscard]] std::string details() const override {
    return "Goes through the tasks as 'assay run' does, with a model that only counts; no service "
           "is called. Tokens with ~ are\n"
           "estimated from the characters. What is in the embedding store costs nothing and is "
           "left out.";
  }
  void declare(FlagSet& flags) override {
    flags.texts("-m,--model", models_, "MODEL",
                "A remote model (bedrock:ID, openai:MODEL, ...), a folder or a hub id");
    flags.texts("-t,--task", wanted_.tasks, "TASK", "Name of an MTEB task");
    flags.texts("-b,--benchmark", wanted_.benchmarks, "NAME", "All tasks of a benchmark");
    flags.texts("--languages", wanted_.languages, "CODE", "Only subsets in these");
    flags.texts("--splits", wanted_.splits, "SPLIT", "Only these splits");
    flags.texts("--subsets", wanted_.subsets, "SUBSET", "Only these subsets");
    flags.texts("--data", data_, "PATH", "Own data: a folder, a table or a task.toml");
    flags.text("--data-root", data_root_, "DIR", "Look for the data of known tasks here first");
    flags.count("--limit", limit_, "Only the first N queries or rows of each task");
    flags.text("--prices", model_.prices, "FILE", "Prices instead of the built-in ones");
    flags.text("--cache", model_.cache, "DIR|off", "The embedding store to look into");
    flags.text("--base-url", model_.base_url, "URL", "Address of openai:, cohere: and tei: models");
    flags.count("--concurrency", model_.concurrency, "Requests at a time (default: 16)");
    declare_batch_flags(flags, model_);
    flags.flag("--json", json_, "JSON instead of a table");
    flags.flag("--quiet", quiet_, "No progress");
  }
  [[nodiscard]] int execute() override {
    if (models_.empty()) throw Error(ErrorKind::kUsage, "plan: no model given: add -m MODEL");
    if (wanted_.tasks.empty() && wanted_.benchmarks.empty() && data_.empty()) {
      throw Error(ErrorKind::kUsage,
                  "plan: no task given: add -t TASK, -b BENCHMARK or --data PATH");
    }
    const auto progress = make_progress(quiet_ || json_ ? Verbosity::kQuiet : Verbosity::kNormal);
    const InterruptGuard interrupt;
    const ModelOptions options = make_model_options(model_, *progress, interrupt.token());
    const auto tasks = list_tasks();
    const DataOptions data = make_data_options(data_root_, *progress, interrupt.token());
    std::vector<Row> rows;
    for (const std::string& model : models_) {
      check_model_name(model);
      const auto planning = open_planning_model(model, options);
      for (const BenchmarkTask& task : tasks) {
        rows.push_back(plan(model, *make_task(task.name, data), task, *planning, options));
      }
      for (const std::string& folder : data_) {
        rows.push_back(plan(model, *make_task_from_folder(folder), {}, *planning, options));
      }
    }
    progress->end();
    print_rows(rows);
    return kExitDone;
  }

 private:
  // Of an aggregate, whose scores are made of other tasks', these others.
  [[nodiscard]] std::vector<BenchmarkTask> list_tasks() const {
    if (wanted_.tasks.empty() && wanted_.benchmarks.empty()) return {};
    std::vector<std::string> left_out;
    std::vector<BenchmarkTask> tasks;
    for (BenchmarkTask& task : choose_tasks(wanted_, &left_out)) {
      const auto info = find_task(task.name);
      const auto members = info ? member_tasks(*info) : std::vector<std::string>();
      for (const std::string& member : members) tasks.push_back({.name = member});
      if (members.empty()) tasks.push_back(std::move(task));
    }
    return tasks;
  }

  static bool is_wanted(const std::vector<std::string>& wanted, const std::string& name) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  }

  // Tasks of one model share its planning model: a text that an earlier one had is stored by then.
  [[nodiscard]] Row plan(const std::string& name, Task& task, const BenchmarkTask& wanted,
                         PlanningModel& model, const ModelOptions& options) const {
    const PlanTotals before = model.totals();
    EvaluateOptions evaluation;
    evaluation.limit = limit_;
    evaluation.progress = options.progress;
    evaluation.stop = options.stop;
    for (const std::string& split : task.info().eval_splits) {
      for (const SubsetInfo& subset : task.info().subsets) {
        if (is_wanted(wanted.splits, split) && is_wanted(wanted.subsets, subset.name)) {
          (void)task.evaluate(split, subset.name, model, evaluation);
        } else {
          task.skip(split, subset.name);
        }
      }
    }
    Row row{.model = name,
            .task = task.info().name,
            .totals = model.totals().since(before),
            .exact_tokens = model.has_exact_tokens(),
            .remote = model.is_remote(),
            .dimension = model.dimension()};
    row.dollars = model.dollars(row.totals);
    if (row.remote) {
      row.minutes = static_cast<double>(row.totals.calls) * kSecondsPerCall /
                    static_cast<double>(model_.concurrency) / 60;
    }
    return row;
  }

  void print_rows(const std::vector<Row>& rows) const {
    double dollars = 0;
    bool all_priced = true;
    Json list = Json::array();
    Table table;
    table.header = {"Model",  "Task",    "Texts", "Stored",  "To encode",
                    "Tokens", "Dollars", "Calls", "Minutes", "Disk MB"};
    table.left_columns = {0, 1};
    for (const Row& row : rows) {
      const PlanTotals& totals = row.totals;
      const std::uint64_t open = totals.unique_texts - totals.stored_texts;
      dollars += row.dollars.value_or(0);
      if (row.remote && !row.dollars) all_priced = false;
      list.push_back({{"model", row.model},
                      {"task", row.task},
                      {"texts", totals.texts},
                      {"unique_texts", totals.unique_texts},
                      {"stored_texts", totals.stored_texts},
                      {"truncated_texts", totals.truncated_texts},
                      {"tokens", totals.tokens},
                      {"batch_tokens", totals.batch_tokens},
                      {"exact_tokens", row.exact_tokens},
                      {"calls", row.remote ? Json(totals.calls) : Json(nullptr)},
                      {"dollars", row.dollars ? Json(*row.dollars) : Json(nullptr)},
                      {"minutes", row.minutes ? Json(*row.minutes) : Json(nullptr)},
                      {"disk_bytes", row.disk_bytes()},
                      {"memory_bytes", row.memory_bytes()}});
      table.rows.push_back({row.model, row.task, count(totals.texts), count(totals.stored_texts),
                            count(open), (row.exact_tokens ? "" : "~") + count(totals.tokens),
                            row.dollars ? print_number(*row.dollars, "%.4f") : "-",
                            row.remote ? count(totals.calls) : "-",
                            row.minutes ? print_number(*row.minutes, "%.1f") : "-",
                            print_number(row.disk_bytes() / 1e6, "%.1f")});
    }
    const std::string date = load_prices(model_).date();
    if (json_) {
      print(Json{{"prices_of", date}, {"dollars", dollars}, {"plan", list}}.dump(2) + "\n");
      return;
    }
    print(print_table(table, TableStyle::kTerminal));
    const auto batch_tokens = std::accumulate(
        rows.begin(), rows.end(), std::uint64_t{0},
        [](std::uint64_t sum, const Row& row) { return sum + row.totals.batch_tokens; });
    if (batch_tokens > 0) {
      print("\n~" + count(batch_tokens) +
            " tokens in batch jobs of Bedrock, at batch_per_million_tokens of the price file, or "
            "as on demand where it has none\n");
    }
    print("\nIn all $" + print_number(dollars, "%.4f") + " at prices of " + date +
          (all_priced ? "" : ", without models that the price file does not have") + "\n");
  }

  std::vector<std::string> models_;
  TaskRequest wanted_;
  std::vector<std::string> data_;
  std::string data_root_;
  ModelFlags model_;
  std::size_t limit_ = 0;
  bool json_ = false;
  bool quiet_ = false;
};

class IamCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "iam"; }
  [[nodiscard]] std::string summary() const override {
    return "Print the IAM policy that remote models need";
  }
  void declare(FlagSet& flags) override {
    flags.texts("-m,--model", models_, "MODEL", "bedrock:ID or sagemaker:ENDPOINT");
    flags.text("--region", region_, "REGION", "AWS region");
    flags.text("--account", account_, "ID", "Account number (default: any)");
    declare_batch_flags(flags, batch_);
    flags.flag("--of-batch-role", of_batch_role_,
               "Who may take on the role of --bedrock-batch-role, and what it may do, instead");
  }
  [[nodiscard]] int execute() override {
    if (models_.empty()) throw Error(ErrorKind::kUsage, "iam: no model given: add -m MODEL");
    if (region_.empty()) throw Error(ErrorKind::kUsage, "iam: no region given: add --region");
    const PolicyPlace place{.region = region_, .account = account_};
    const BatchOptions batch{
        .s3 = batch_.bedrock_batch, .role_arn = batch_.bedrock_batch_role, .ledger = {}};
    const Json policy = of_batch_role_ ? make_batch_role_policy(models_, place, batch)
                                       : make_iam_policy(models_, place, batch);
    print(policy.dump(2) + "\n");
    return kExitDone;
  }

 private:
  ModelFlags batch_;
  bool of_batch_role_ = false;
  std::vector<std::string> models_;
  std::string region_;
  std::string account_;
};

}  // namespace

std::unique_ptr<Command> make_plan_command() { return std::make_unique<PlanCommand>(); }
std::unique_ptr<Command> make_iam_command() { return std::make_unique<IamCommand>(); }

}  // namespace assay::cli
