#include <cstdio>
#include <filesystem>
#include <map>

#include "assay/encoder.h"
#include "assay/error.h"
#include "assay/measure.h"
#include "assay/report.h"
#include "assay/run.h"
#include "base/number_text.h"
#include "cli/bench_view.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/number_flag.h"
#include "cli/output.h"
#include "cli/progress_views.h"
#include "cli/remote_bench.h"
#include "cli/table_style.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

std::string number(double value, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

constexpr const char* kDetails =
    "Measures each model in a process of its own: size, memory, time to load, latency of single "
    "queries (cold and warm,\n"
    "percentiles), throughput over threads, batches and callers, energy, and money with "
    "--usd-per-hour. How each number\n"
    "comes about: docs/measuring.md. With --output the numbers join the model's results, where "
    "'assay compare' finds them.\n"
    "Remote models: only live calls, which cost money; how many is said before the first one, and "
    "nothing is asked when\n"
    "--max-calls or --max-cost allow less. --usd-per-hour is then the price of the endpoint, for "
    "models without a price\n"
    "of tokens.\n"
    "With --precisions: speeds of the model's linear layers as multiples of f32's, and the "
    "smallest "
    "cosine between\n"
    "embeddings in that precision and in f32; one below 0.9999 is not true enough for auto, "
    "which takes\n"
    "the one nearest to f32 of those that are about as fast as the fastest (docs/engine.md).";

class BenchCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "bench"; }
  [[nodiscard]] std::string summary() const override {
    return "Measure what models cost: memory, latency, throughput, energy, money";
  }
  [[nodiscard]] std::string details() const override { return kDetails; }
  void declare(FlagSet& flags) override {
    flags.arguments("MODEL", models_, "Hub ids, local folders or built-in baselines");
    declare_model_flags(flags, model_);
    flags.text("--usd-per-hour", usd_per_hour_, "USD",
               "Price of an hour of this machine, or of the endpoint");
    flags.text("--watts-per-core", watts_per_core_, "W",
               "Of a busy core, where the processor does not tell its energy (default: 7)");
    flags.text("--grams-co2-per-kwh", grams_co2_, "G", "Of the electricity (default: 436)");
    flags.text("--seconds", seconds_, "S", "For each measurement (default: 1.5)");
    flags.texts("--batches", batches_, "N", "Texts in a call (default: 1 8 32 128)");
    flags.count("--remote-calls", remote_calls_,
                "Single queries of each kind to a remote model (default: 100)");
    flags.text("--output", output_, "DIR", "Store the numbers in this folder of results");
    flags.flag("--precisions", precisions_, "Show instead what auto chooses here, and why");
    flags.choice("--format", format_, {"table", "markdown", "csv"}, "How tables are printed");
    flags.flag("--json", json_, "The same as JSON");
    flags.flag("--quiet", quiet_, "No progress, only the result");
  }
  [[nodiscard]] int execute() override {
    if (models_.empty()) throw Error(ErrorKind::kUsage, "bench: no model given");
    for (const std::string& name : models_) check_model_name(name);
    return precisions_ ? show_precisions() : measure();
  }

 private:
  int measure() {
    // No other threads: each model is measured in a child process, which a Ctrl-C ends as well.
    const auto progress = make_progress(quiet_ || json_ ? Verbosity::kQuiet : Verbosity::kNormal);
    const MeasureOptions options = measure_options(*progress);
    const auto of_remote = plan_remote_models(*progress, options);
    std::vector<Measurement> measurements;
    for (const std::string& name : models_) {
      const auto remote = of_remote.find(name);
      measurements.push_back(
          measure_in_child(measured_model(name, *progress),
                           remote == of_remote.end() ? options : remote->second.options));
      if (output_.empty()) continue;
      const Measurement& measured = measurements.back();
      const auto file =
          store_measurement(results_folder(output_, measured.model, measured.revision), measured);
      progress->note("stored in " + file.string());
    }
    print_measurements(measurements);
    return kExitDone;
  }

  // Says what remote models will be asked for; refuses what the limits would break off halfway.
  [[nodiscard]] std::map<std::string, RemoteBench> plan_remote_models(
      Progress& progress, const MeasureOptions& options) const {
    std::map<std::string, RemoteBench> plans;
    const ModelOptions model = make_model_options(model_, progress, {});
    std::uint64_t calls = 0;
    double dollars = 0;
    for (const std::string& name : models_) {
      if (!is_remote_name(name) || plans.contains(name)) continue;
      const RemoteBench& plan =
          plans.emplace(name, plan_remote_bench(name, model, options)).first->second;
      progress.note(name + ": " + describe(plan) + ", and a few calls to open it");
      calls += plan.calls;
      dollars += plan.dollars.value_or(0);
    }
    const Budget::Limits limits =
        model.remote.budget ? model.remote.budget->limits() : Budget::Limits();
    if (limits.calls && calls > *limits.calls) {
      throw Error(ErrorKind::kUsage,
                  "bench: " + std::to_string(calls) + " calls are more than --max-calls " +
                      std::to_string(*limits.calls) + " allows; --remote-calls makes them fewer");
    }
    if (limits.dollars && dollars > *limits.dollars) {
      throw Error(ErrorKind::kUsage, "bench: about $" + print_short(dollars) +
                                         " is more than --max-cost " + model_.max_cost +
                                         " allows; --remote-calls makes it less");
    }
    return plans;
  }

  [[nodiscard]] MeasureOptions measure_options(Progress& progress) const {
    MeasureOptions options;
    options.threads = static_cast<unsigned>(model_.threads);
    if (!usd_per_hour_.empty())
      options.usd_per_hour = parse_positive_number("--usd-per-hour", usd_per_hour_);
    if (!watts_per_core_.empty())
      options.watts_per_core = parse_positive_number("--watts-per-core", watts_per_core_);
    if (!grams_co2_.empty())
      options.grams_co2_per_kwh = parse_positive_number("--grams-co2-per-kwh", grams_co2_);
    if (!seconds_.empty()) options.seconds = parse_positive_number("--seconds", seconds_);
    if (!batches_.empty()) options.batches.clear();
    for (const std::string& batch : batches_) {
      options.batches.push_back(parse_whole_number("--batches", batch));
    }
    if (remote_calls_ == 0) throw Error(ErrorKind::kUsage, "--remote-calls has to be at least 1");
    options.remote_calls = remote_calls_;
    options.progress = &progress;
    return options;
  }

  [[nodiscard]] MeasuredModel measured_model(const std::string& name, Progress& progress) const {
    const ModelOptions options = make_model_options(model_, progress, {});
    MeasuredModel model{.requested = name, .open = [name, options](unsigned threads) {
                          ModelOptions with_threads = options;
                          with_threads.threads = threads;
                          // A vector of another day says nothing about speed.
                          with_threads.store = ModelOptions::Store::kOff;
                          return open_model(name, with_threads);
                        }};
    model.is_remote = is_remote_name(name);
    if (!model.is_remote) model.files = files_of(name, options);
    return model;
  }

  // What is dropped from the page cache for a cold start; nothing for models without files.
  static std::vector<fs::path> files_of(const std::string& name, const ModelOptions& options) {
    std::error_code ignored;
    if (fs::is_directory(name, ignored)) return {name};
    try {
      return {fetch_model_files(name, options)};
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kUsage) return {};
      throw;
    }
  }

  void print_measurements(const std::vector<Measurement>& measurements) const {
    if (json_) {
      Json list = Json::array();
      for (const Measurement& measurement : measurements) list.push_back(to_json(measurement));
      print(list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
      return;
    }
    const TableStyle style = table_style_of(format_);
    print(print_table(tabulate_criteria(measurements), style) + "\n");
    print(print_table(tabulate_sweeps(measurements), style));
    if (style != TableStyle::kTerminal) return;
    print("\n" + measurements.front().machine.value("processor", "") + ", " +
          std::to_string(measurements.front().machine.value("cores", 0)) + " cores");
    if (const auto& energy = measurements.front().energy) {
      print(". Energy: " + energy->source + ", " + number(energy->grams_co2_per_kwh, "%.0f") +
            " g CO2 a kWh");
    }
    print("\n");
  }

  int show_precisions() {
    if (models_.size() != 1) throw Error(ErrorKind::kUsage, "bench --precisions takes one model");
    const std::string& name = models_.front();
    const auto progress = make_progress(Verbosity::kQuiet);
    const InterruptGuard interrupt;
    const auto model = open_model(name, make_model_options(model_, *progress, interrupt.token()));
    const Json& settings = model->info().settings;
    if (model->as_encoder() == nullptr || !settings.contains("precision_choice")) {
      throw Error(ErrorKind::kUsage, name + " has no matrix products to measure");
    }
    if (json_) {
      print(settings.dump(2) + "\n");
      return kExitDone;
    }
    const Json& choice = settings.at("precision_choice");
    Table table;
    table.header = {"Precision", "Instruction", "Speed", "Cosine to f32"};
    table.left_columns = {0, 1};
    for (const Json& trial : choice.at("trials")) {
      table.rows.push_back(
          {trial.at("precision").get<std::string>(), trial.at("instruction").get<std::string>(),
           number(trial.at("speed").get<double>(), "%.2f"),
           trial.contains("cosine") ? number(trial.at("cosine").get<double>(), "%.7f") : "-"});
    }
    print(print_table(table, TableStyle::kTerminal));
    print("auto is " + settings.at("precision").get<std::string>() + ": " +
          choice.at("reason").get<std::string>() + "\n");
    return kExitDone;
  }

  std::vector<std::string> models_;
  ModelFlags model_;
  std::string usd_per_hour_;
  std::string watts_per_core_;
  std::string grams_co2_;
  std::string seconds_;
  std::vector<std::string> batches_;
  std::size_t remote_calls_ = MeasureOptions().remote_calls;
  std::string output_;
  bool precisions_ = false;
  std::string format_ = "table";
  bool json_ = false;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> make_bench_command() { return std::make_unique<BenchCommand>(); }

}  // namespace assay::cli
