#include <cstdio>
#include <exception>
#include <vector>

#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/output.h"

namespace assay::cli {
namespace {

int run_program(int argc, const char* const* argv) {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(make_run_command());
  commands.push_back(make_models_command());
  commands.push_back(make_tasks_command());
  commands.push_back(make_benchmarks_command());
  commands.push_back(make_show_command());
  commands.push_back(make_fetch_command());
  commands.push_back(make_compare_command());
  commands.push_back(make_recommend_command());
  commands.push_back(make_check_command());
  commands.push_back(make_report_command());
  commands.push_back(make_embed_command());
  commands.push_back(make_tokenize_command());
  commands.push_back(make_bench_command());
  commands.push_back(make_compress_command());
  commands.push_back(make_plan_command());
  commands.push_back(make_cache_command());
  commands.push_back(make_iam_command());
  commands.push_back(make_bedrock_command());
  commands.push_back(make_sagemaker_command());
  const Request request = read_command_line(commands, argc, argv);
  int code = kExitDone;
  if (request.command == nullptr) {
    print(request.text);
  } else {
    code = request.command->execute();
  }
  flush_output();
  return code;
}

}  // namespace
}  // namespace assay::cli

int main(int argc, char** argv) {
  try {
    return assay::cli::run_program(argc, argv);
  } catch (const assay::Error& error) {
    assay::cli::print_error(error.what());
    return assay::cli::exit_code_of(error.kind());
  } catch (const std::exception& error) {
    assay::cli::print_error(std::string("internal error: ") + error.what());
    return assay::cli::kExitInternal;
  }
}
