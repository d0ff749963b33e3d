#include "cli/data_source.h"

#include <filesystem>
#include <utility>

#include "assay/dataset/hub_dataset.h"
#include "assay/error.h"
#include "assay/source.h"

namespace assay::cli {

DataOptions make_data_options(std::string data_root, Progress& progress, std::stop_token stop) {
  DataOptions options;
  options.data_root = std::move(data_root);
  options.fetch = [&progress, stop = std::move(stop)](const std::string& repo_id,
                                                      const std::string& revision) {
    HubOptions hub = hub_options_from_environment();
    hub.progress = &progress;
    hub.stop = stop;
    return open_hub_dataset(repo_id, revision, hub);
  };
  return options;
}

void check_own_data(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw Error(ErrorKind::kUsage, "--data " + path + ": there is no such file or folder");
  }
}

}  // namespace assay::cli
