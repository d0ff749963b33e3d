#include "cli/precision_rows.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "assay/model_label.h"
#include "assay/run.h"

namespace assay::cli {
namespace {

std::string precision_of(const StoredResult& result) {
  return precision_of_record(read_run_record(result.path));
}

}  // namespace

void tell_precisions_apart(std::vector<StoredResult>& results) {
  // Records are read only where a model has a task twice: the public results have 100,000 files.
  std::map<std::pair<std::string, std::string>, std::vector<const StoredResult*>> by_task;
  for (const StoredResult& result : results) {
    by_task[{result.model, result.result.task_name}].push_back(&result);
  }
  std::set<std::string> models;
  for (const auto& [key, same] : by_task) {
    if (same.size() < 2 || models.contains(key.first)) continue;
    std::set<std::string> precisions;
    for (const StoredResult* result : same) precisions.insert(precision_of(*result));
    precisions.erase("");
    if (precisions.size() > 1) models.insert(key.first);
  }
  for (StoredResult& result : results) {
    if (!models.contains(result.model)) continue;
    const std::string precision = precision_of(result);
    if (!precision.empty()) result.model = label_model(result.model, precision);
  }
}

}  // namespace assay::cli
