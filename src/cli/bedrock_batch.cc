#include "cli/bedrock_batch.h"

#include <cmath>

#include "assay/batch.h"
#include "assay/error.h"
#include "assay/report.h"
#include "cli/exit_code.h"
#include "cli/output.h"

namespace assay::cli {
namespace {

void print_jobs(const RemoteOptions& options, bool json) {
  Table table;
  table.header = {"Name", "Model", "Status", "Records", "Done", "Minutes left"};
  table.left_columns = {0, 1, 2};
  Json list = Json::array();
  for (const BatchEntry& entry : list_batch_jobs(options)) {
    const Json left = entry.minutes_left ? Json(*entry.minutes_left) : Json();
    list.push_back({{"name", entry.name},
                    {"model", entry.model},
                    {"arn", entry.arn},
                    {"status", entry.status},
                    {"message", entry.message},
                    {"records", entry.records},
                    {"processed", entry.processed},
                    {"minutes_left", left}});
    table.rows.push_back(
        {entry.name, entry.model,
         entry.message.empty() ? entry.status : entry.status + ": " + entry.message,
         std::to_string(entry.records), std::to_string(entry.processed),
         entry.minutes_left ? std::to_string(static_cast<long>(std::ceil(*entry.minutes_left)))
                            : ""});
  }
  print(json ? list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"
             : print_table(table, TableStyle::kTerminal));
}

}  // namespace

int run_batch_action(const std::string& action, const std::string& name,
                     const RemoteOptions& options, bool json) {
  if (action == "list") {
    print_jobs(options, json);
    return kExitDone;
  }
  if (action != "stop" && action != "forget") {
    throw Error(ErrorKind::kUsage, "bedrock batch: list, stop or forget, not '" + action + "'");
  }
  if (name.empty()) throw Error(ErrorKind::kUsage, "bedrock batch " + action + ": a name");
  if (action == "stop") {
    stop_batch_job(options, name);
    print(name +
          " is being stopped. What it has done is billed; the command that ordered it "
          "takes that.\n");
    return kExitDone;
  }
  forget_batch_job(options, name);
  print(name + " is off the list. Its texts are ordered anew when they are asked for.\n");
  return kExitDone;
}

}  // namespace assay::cli
