#include <filesystem>
#include <set>
#include <string>

#include "assay/error.h"
#include "assay/task.h"
#include "task/recipe/hub_rows.h"

namespace assay {

std::filesystem::path fetch_task_data(const TaskInfo& info, const DataOptions& data) {
  if (info.dataset_path.empty()) {
    throw Error(ErrorKind::kUsage, info.name + " is made of other tasks: it has no data set");
  }
  if (const auto reason = why_unsupported(info)) {
    throw Error(ErrorKind::kNotSupported, info.name + ": not supported yet: " + *reason);
  }
  const auto set = data.fetch(info.dataset_path, info.dataset_revision);
  std::set<std::string> configs;
  if (info.protocol == "retrieval") {
    // The parts are configurations of their own.
    for (const std::string& config : set->config_names()) configs.insert(config);
  } else {
    for (const SubsetInfo& subset : info.subsets)
      configs.insert(config_of_subset(info, subset.name));
  }
  std::filesystem::path folder;
  for (const std::string& config : configs) folder = set->fetch(config);
  return folder;
}

}  // namespace assay
