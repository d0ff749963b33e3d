#include <array>

#include "assay/compress.h"
#include "assay/error.h"
#include "assay/report.h"
#include "base/number_text.h"
#include "cli/command.h"
#include "cli/data_source.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/number_flag.h"
#include "cli/output.h"
#include "cli/progress_views.h"
#include "cli/table_style.h"
#include "cli/task_choice.h"

namespace assay::cli {
namespace {

constexpr const char* kDetails =
    "Stores the model's vectors in every format and dimension, evaluates each on the tasks (texts "
    "are "
    "encoded once), and\n"
    "prints quality beside bytes, dollars and the time of an exact search. int8 and uint8 are "
    "calibrated on the documents,\n"
    "as sentence-transformers does. 'rescored': the best --rescore documents ordered anew by the "
    "query in float32\n"
    "(docs/compression.md).";

constexpr std::array kFormats = {VectorFormat::kFloat32, VectorFormat::kFloat16,
                                 VectorFormat::kInt8, VectorFormat::kUint8, VectorFormat::kBinary};

VectorFormat parse_format(const std::string& text) {
  for (const VectorFormat format : kFormats) {
    if (text == to_string(format)) return format;
  }
  throw Error(ErrorKind::kUsage,
              "--formats " + text + ": expected float32, float16, int8, uint8 or binary");
}

class CompressCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "compress"; }
  [[nodiscard]] std::string summary() const override {
    return "Show what shorter vectors and coarser numbers save, and what they cost in quality";
  }
  [[nodiscard]] std::string details() const override { return kDetails; }
  void declare(FlagSet& flags) override {
    flags.argument("MODEL", model_name_, "Hub id, local folder or built-in model", true);
    flags.texts("-t,--task", wanted_.tasks, "TASK", "Name of a task; see 'assay tasks'");
    flags.texts("--data", data_, "PATH", "Evaluate on own data: a folder, a table or a task.toml");
    flags.texts("--splits", wanted_.splits, "SPLIT", "Only these splits");
    flags.texts("--subsets", wanted_.subsets, "SUBSET", "Only these subsets");
    flags.text("--data-root", data_root_, "DIR",
               "Look for the data of known tasks here before the hub");
    flags.texts("--dims", dimensions_, "N",
                "Keep the first N components (default: all, a half, a quarter, an eighth)");
    flags.texts("--formats", formats_, "FORMAT",
                "float32 float16 int8 uint8 binary (default: all)");
    flags.count("--rescore", options_.rescore,
                "How many found documents to order anew; 0 = none (default: 100)");
    flags.count("--search-vectors", options_.search_vectors,
                "Time exact search over so many vectors; 0 = do not (default: 100000)");
    flags.text("--usd-per-gb-month", usd_per_gb_month_, "USD",
               "Price of the memory or disk that holds the vectors");
    flags.count("--limit", options_.limit, "Only the first N queries or rows");
    declare_model_flags(flags, model_);
    flags.choice("--format", format_, {"table", "markdown", "csv"}, "How the table is printed");
    flags.flag("--json", json_, "The same as JSON");
    flags.flag("--quiet", quiet_, "No progress, only the table");
  }

  [[nodiscard]] int execute() override {
    check_model_name(model_name_);
    if (wanted_.tasks.empty() && data_.empty()) {
      throw Error(ErrorKind::kUsage, "compress: no task given: add -t TASK or --data PATH");
    }
    const auto progress = make_progress(quiet_ || json_ ? Verbosity::kQuiet : Verbosity::kNormal);
    const InterruptGuard interrupt;
    read_options();
    const auto tasks = plan_tasks(*progress, interrupt.token());
    const ModelOptions model_options = make_model_options(model_, *progress, interrupt.token());
    const auto model = open_model(model_name_, model_options);
    options_.threads = model_options.threads;
    options_.progress = progress.get();
    options_.stop = interrupt.token();
    const CompressReport report = compress(*model, tasks, options_);
    progress->end();
    print_report(report);
    return kExitDone;
  }

 private:
  void read_options() {
    for (const std::string& text : dimensions_) {
      options_.dimensions.push_back(parse_whole_number("--dims", text));
    }
    if (!formats_.empty()) options_.formats.clear();
    for (const std::string& text : formats_) options_.formats.push_back(parse_format(text));
    if (!usd_per_gb_month_.empty()) {
      options_.usd_per_gb_month = parse_positive_number("--usd-per-gb-month", usd_per_gb_month_);
    }
  }

  [[nodiscard]] std::vector<CompressTask> plan_tasks(Progress& progress,
                                                     std::stop_token stop) const {
    const DataOptions data = make_data_options(data_root_, progress, std::move(stop));
    std::vector<CompressTask> plans;
    if (!wanted_.tasks.empty()) {
      std::vector<std::string> left_out;
      for (BenchmarkTask& task : choose_tasks(wanted_, &left_out)) {
        plans.push_back({.name = task.name,
                         .make = [name = task.name, data] { return make_task(name, data); },
                         .splits = std::move(task.splits),
                         .subsets = std::move(task.subsets)});
      }
    }
    for (const std::string& path : data_) {
      check_own_data(path);
      plans.push_back({.name = path, .make = [path] { return make_task_from_folder(path); }});
    }
    return plans;
  }

  // Quality as a share of the uncompressed one.
  static std::string print_kept(const std::optional<double>& score,
                                const std::optional<double>& whole) {
    if (!score || !whole || *whole == 0) return "-";
    return print_percent(*score / *whole);
  }

  void print_report(const CompressReport& report) const {
    if (json_) {
      print(to_json(report).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
      return;
    }
    Table table;
    table.header = {"Dim", "Format", "Bytes", "GB/M"};
    table.left_columns = {1};
    const bool has_price = report.usd_per_gb_month > 0;
    if (has_price) table.header.emplace_back("USD/M/month");
    for (const CompressedScore& score : report.baseline) {
      table.header.push_back(score.task + " " + score.metric);
      table.header.emplace_back("Kept %");
      table.header.emplace_back("Rescored");
    }
    table.header.emplace_back("Search ms");
    for (const CompressedModel& variant : report.variants) {
      std::vector<std::string> row = {std::to_string(variant.compression.dimension),
                                      std::string(to_string(variant.compression.format)),
                                      std::to_string(variant.bytes_per_vector),
                                      print_short(variant.gigabytes_per_million)};
      if (has_price) row.push_back(print_short(variant.usd_per_million_month.value_or(0)));
      for (std::size_t t = 0; t < variant.scores.size(); ++t) {
        row.push_back(print_percent(variant.scores[t].score));
        row.push_back(print_kept(variant.scores[t].score, report.baseline[t].score));
        row.push_back(print_percent(variant.scores[t].rescored));
      }
      row.push_back(variant.search_ms.repeats == 0 ? "-" : print_short(variant.search_ms.median));
      table.rows.push_back(std::move(row));
    }
    const TableStyle style = table_style_of(format_);
    print(print_table(table, style));
    if (style != TableStyle::kTerminal || quiet_) return;
    std::string line = "\n" + report.model + ", " +
                       print_count(static_cast<double>(report.encode.unique_texts)) +
                       " texts encoded once";
    if (report.search_vectors > 0) {
      line += "; exact search of " + print_count(static_cast<double>(report.search_vectors)) +
              " vectors, one core";
    }
    print(line + "\n");
  }

  std::string model_name_;
  TaskRequest wanted_;
  std::vector<std::string> data_;
  std::string data_root_;
  std::vector<std::string> dimensions_;
  std::vector<std::string> formats_;
  std::string usd_per_gb_month_;
  CompressOptions options_;
  ModelFlags model_;
  std::string format_ = "table";
  bool json_ = false;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> make_compress_command() { return std::make_unique<CompressCommand>(); }

}  // namespace assay::cli
