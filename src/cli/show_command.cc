#include <filesystem>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "assay/report.h"
#include "assay/run.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/table_style.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

class ShowCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "show"; }
  [[nodiscard]] std::string summary() const override {
    return "Print a result file, or the scores of a folder of them";
  }
  void declare(FlagSet& flags) override {
    flags.argument("PATH", path_, "A <Task>.json, or a folder with results anywhere below", true);
    flags.choice("--format", format_, {"table", "markdown", "csv"}, "How tables are printed");
    flags.flag("--json", json_, "Print as JSON: the result and how it came about");
  }
  [[nodiscard]] int execute() override {
    std::error_code ignored;
    if (fs::is_directory(path_, ignored)) return show_tree();
    const TaskResult result = read_result_file(path_);
    const Json record = read_run_record(path_);
    if (json_) {
      const Json all = {{"result", Json::parse(to_result_json(result))}, {"record", record}};
      print(all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
      return kExitDone;
    }
    if (was_changed_after_writing(path_, record)) {
      print("note: the file is not the one that assay wrote; somebody has changed it\n\n");
    }
    print(print_result(result, record, table_style_of(format_)));
    return kExitDone;
  }

 private:
  int show_tree() {
    const auto found = find_results(path_);
    if (found.empty())
      throw Error(ErrorKind::kBadData, path_ + ": no result files below this folder");
    std::vector<ScoreRow> rows;
    Json list = Json::array();
    for (const StoredResult& entry : found) {
      const auto task = find_task(entry.result.task_name);
      const auto score = mean_main_score(entry.result);
      rows.push_back({.model = entry.model,
                      .task = entry.result.task_name,
                      .metric = task ? task->main_score : "",
                      .score = score,
                      .seconds = std::nullopt,
                      .status = score ? "" : "undefined"});
      list.push_back({{"model", entry.model},
                      {"revision", entry.revision},
                      {"task", entry.result.task_name},
                      {"score", score ? Json(*score) : Json(nullptr)},
                      {"file", entry.path.string()}});
    }
    print(json_ ? list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"
                : print_table(tabulate_scores(rows), table_style_of(format_)));
    return kExitDone;
  }

  std::string path_;
  std::string format_ = "table";
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_show_command() { return std::make_unique<ShowCommand>(); }

}  // namespace assay::cli
