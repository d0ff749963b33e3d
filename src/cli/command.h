#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/flag_set.h"

namespace assay::cli {

// One command of the program, "assay run". Its flags are bound to members, which hold the defaults
// before and what was asked for after the command line has been read.
class Command {
 public:
  virtual ~Command() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::string summary() const = 0;  // one line
  [[nodiscard]] virtual std::string details() const {
    return "";
  }  // stands below the flags in the help
  virtual void declare(FlagSet& flags) = 0;
  // Returns the exit code. Throws Error for what goes wrong.
  [[nodiscard]] virtual int execute() = 0;
};

[[nodiscard]] std::unique_ptr<Command> make_run_command();
[[nodiscard]] std::unique_ptr<Command> make_models_command();
[[nodiscard]] std::unique_ptr<Command> make_tasks_command();
[[nodiscard]] std::unique_ptr<Command> make_show_command();
[[nodiscard]] std::unique_ptr<Command> make_compare_command();
[[nodiscard]] std::unique_ptr<Command> make_recommend_command();
[[nodiscard]] std::unique_ptr<Command> make_check_command();
[[nodiscard]] std::unique_ptr<Command> make_benchmarks_command();
[[nodiscard]] std::unique_ptr<Command> make_fetch_command();
[[nodiscard]] std::unique_ptr<Command> make_embed_command();
[[nodiscard]] std::unique_ptr<Command> make_tokenize_command();
[[nodiscard]] std::unique_ptr<Command> make_bench_command();
[[nodiscard]] std::unique_ptr<Command> make_report_command();
[[nodiscard]] std::unique_ptr<Command> make_compress_command();
[[nodiscard]] std::unique_ptr<Command> make_cache_command();
[[nodiscard]] std::unique_ptr<Command> make_plan_command();
[[nodiscard]] std::unique_ptr<Command> make_iam_command();
[[nodiscard]] std::unique_ptr<Command> make_bedrock_command();
[[nodiscard]] std::unique_ptr<Command> make_sagemaker_command();

}  // namespace assay::cli
