#include <filesystem>

#include "assay/catalogue.h"
#include "assay/encoder.h"
#include "assay/error.h"
#include "assay/task.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "cli/data_source.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/model_flags.h"
#include "cli/output.h"
#include "cli/progress_views.h"

namespace assay::cli {
namespace {

constexpr const char* kDetails =
    "Prints the folder of each, one a line. What is there already is not asked for again;\n"
    "what was interrupted goes on where it was. The cache is that of huggingface_hub, and\n"
    "HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE mean what they mean there.";

class FetchCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "fetch"; }
  [[nodiscard]] std::string summary() const override {
    return "Download models and data sets into the hub's cache";
  }
  [[nodiscard]] std::string details() const override { return kDetails; }
  void declare(FlagSet& flags) override {
    flags.arguments("NAME", names_, "Models (org/name[@revision]) and tasks (see 'assay tasks')");
    flags.flag("--quiet", quiet_, "No progress");
  }
  [[nodiscard]] int execute() override {
    if (names_.empty()) throw Error(ErrorKind::kUsage, "fetch: no MODEL or TASK given");
    for (const std::string& name : names_) check_name(name);
    const auto progress = make_progress(quiet_ ? Verbosity::kQuiet : Verbosity::kNormal);
    const InterruptGuard interrupt;
    ModelOptions options;
    options.progress = progress.get();
    options.stop = interrupt.token();
    for (const std::string& name : names_) {
      const auto task = find_task(name);
      const std::filesystem::path folder =
          task ? fetch_task_data(*task, make_data_options("", *progress, interrupt.token()))
               : fetch_model_files(name, options);
      progress->end();
      print(folder.string() + "\n");
    }
    return kExitDone;
  }

 private:
  static void check_name(const std::string& name) {
    if (find_task(name)) return;
    if (name.find('/') != std::string::npos) return check_model_name(name);
    std::string hint = did_you_mean(name, task_names());
    if (hint.empty()) hint = did_you_mean(name, known_model_names());
    throw Error(ErrorKind::kUsage, "'" + name + "' is no MODEL or TASK" + hint);
  }

  std::vector<std::string> names_;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> make_fetch_command() { return std::make_unique<FetchCommand>(); }

}  // namespace assay::cli
