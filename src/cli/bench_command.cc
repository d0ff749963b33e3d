#include <cstdio>

#include "assay/encoder.h"
#include "assay/error.h"
#include "assay/report.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/output.h"
#include "cli/progress_views.h"

namespace assay::cli {
namespace {

std::string number(double value, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

class BenchCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "bench"; }
  [[nodiscard]] std::string summary() const override {
    return "Show which precision suits a model on this machine";
  }
  [[nodiscard]] std::string details() const override {
    return "Speeds are those of the model's linear layers, as multiples of f32's. The cosine is "
           "the "
           "smallest between\n"
           "embeddings in that precision and in f32, over the texts that the engine keeps for "
           "this; "
           "one below 0.9999\n"
           "is not true enough for auto. What was found is remembered per machine and model in "
           "$ASSAY_CACHE (docs/engine.md).";
  }
  void declare(FlagSet& flags) override {
    flags.argument("MODEL", model_name_, "Hub id or local folder", true);
    flags.flag("--precisions", precisions_, "What auto chooses here, and why (the default)");
    flags.count("--threads", model_.threads, "Cores to use (default: all)");
    flags.flag("--json", json_, "The same as one JSON object");
  }
  [[nodiscard]] int execute() override {
    check_model_name(model_name_);
    const auto progress = make_progress(Verbosity::kQuiet);
    const InterruptGuard interrupt;
    const auto model =
        open_model(model_name_, make_model_options(model_, *progress, interrupt.token()));
    const Json& settings = model->info().settings;
    if (model->as_encoder() == nullptr || !settings.contains("precision_choice")) {
      throw Error(ErrorKind::kUsage, model_name_ + " has no matrix products to measure");
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
           trial.contains("cosine") ? number(trial.at("cosine").get<double>(), "%.6f") : "-"});
    }
    print(print_table(table, TableStyle::kTerminal));
    print("auto is " + settings.at("precision").get<std::string>() + ": " +
          choice.at("reason").get<std::string>() + "\n");
    return kExitDone;
  }

 private:
  std::string model_name_;
  bool precisions_ = false;
  bool json_ = false;
  ModelFlags model_;
};

}  // namespace

std::unique_ptr<Command> make_bench_command() { return std::make_unique<BenchCommand>(); }

}  // namespace assay::cli
