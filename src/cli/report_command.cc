#include "assay/error.h"
#include "assay/report.h"
#include "assay/report_page.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/report_sources.h"
#include "cli/result_choice.h"

namespace assay::cli {
namespace {

constexpr const char* kDetails =
    "PATH is any folder with result files below it, as for compare. The page is one file that "
    "loads "
    "nothing and can be\n"
    "opened, mailed and archived. It shows quality against cost, every score, which differences "
    "are "
    "real, single queries and\n"
    "where the numbers come from (docs/report.md). Axes of --svg: a criterion (parameters, "
    "latency_p95), mean_task, type:STS,\n"
    "task:SciFact.";

class ReportCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "report"; }
  [[nodiscard]] std::string summary() const override {
    return "Write a page with charts and tables from results";
  }
  [[nodiscard]] std::string details() const override { return kDetails; }

  void declare(FlagSet& flags) override {
    choice_.declare(flags);
    flags.text("-o,--output", page_, "FILE", "The page (default: report.html)");
    flags.text("--title", title_, "TEXT", "Its heading (default: the benchmark)");
    flags.text("--data-root", data_root_, "DIR",
               "Show the texts of queries from DIR/<Task>; the page holds them then");
    flags.text("--csv", csv_, "FILE", "The table of models as CSV as well");
    flags.text("--markdown", markdown_, "FILE", "The table of models as Markdown as well");
    flags.text("--svg", svg_, "FILE", "The chart as SVG as well");
    flags.text("--x-axis", axes_.x, "MEASURE", "Cost axis of --svg (default: parameters)");
    flags.text("--y-axis", axes_.y, "MEASURE", "Quality axis of --svg (default: the mean)");
    flags.text("--json", json_, "FILE", "The data of the page as JSON as well (docs/report.md)");
  }

  [[nodiscard]] int execute() override {
    choice_.read();
    const Json report = make_report(gather_report_sources(choice_, title_, data_root_));
    // Before anything is written: it may refuse an axis.
    const std::string chart = svg_.empty() ? "" : draw_report_chart(report, axes_);
    write(page_, print_report_page(report));
    if (!csv_.empty()) write(csv_, table(report, TableStyle::kCsv));
    if (!markdown_.empty()) write(markdown_, table(report, TableStyle::kMarkdown));
    if (!svg_.empty()) write(svg_, chart);
    if (!json_.empty()) {
      write(json_, report.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    }
    return kExitDone;
  }

 private:
  static std::string table(const Json& report, TableStyle style) {
    return print_table(tabulate_report(report, style), style);
  }
  static void write(const std::string& path, const std::string& text) {
    write_file_atomically(path, text);
    print(path + "\n");
  }

  ResultChoice choice_{"report"};
  std::string page_ = "report.html";
  std::string title_;
  std::string data_root_;
  std::string csv_;
  std::string markdown_;
  std::string svg_;
  std::string json_;
  ChartAxes axes_;
};

}  // namespace

std::unique_ptr<Command> make_report_command() { return std::make_unique<ReportCommand>(); }

}  // namespace assay::cli
