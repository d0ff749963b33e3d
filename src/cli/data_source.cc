#include "cli/data_source.h"

#include <utility>

#include "assay/error.h"
#include "assay/source.h"

namespace assay::cli {
namespace {

// Everything that rows are read from; what a repository holds beside it (scripts, pictures) stays.
const std::vector<std::string> kDataFiles = {
    "README.md",    "**/*.jsonl", "**/*.jsonl.gz", "**/*.json", "**/*.json.gz",
    "**/*.parquet", "**/*.csv",   "**/*.csv.gz",   "**/*.tsv",  "**/*.tsv.gz"};

}  // namespace

std::filesystem::path fetch_task_data(const TaskInfo& task, Progress& progress,
                                      std::stop_token stop) {
  if (task.dataset_path.empty()) {
    throw Error(ErrorKind::kUsage, task.name + " is made of other tasks: it has no data set");
  }
  HubOptions options = hub_options_from_environment();
  options.progress = &progress;
  options.stop = std::move(stop);
  return fetch_from_hub(RepoType::kDataset, task.dataset_path, task.dataset_revision, kDataFiles,
                        options)
      .folder;
}

DataOptions make_data_options(std::string data_root, Progress& progress, std::stop_token stop) {
  DataOptions options;
  options.data_root = std::move(data_root);
  options.fetch = [&progress, stop = std::move(stop)](const TaskInfo& task) {
    return fetch_task_data(task, progress, stop);
  };
  return options;
}

}  // namespace assay::cli
