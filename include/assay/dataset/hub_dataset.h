#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "assay/dataset.h"
#include "assay/source.h"

namespace assay {

class DataRepository;

// A data set of the Hugging Face hub at one revision, read configuration by configuration and split by split; only the files
// that are asked for are brought. Configurations and splits are found as the `datasets` library finds them (docs/data-hub.md).
// Where the repository itself has no file that can be read, because it is a script, the branch that the hub converted to
// Parquet is taken (and the facts say so). Everything throws Error{kUsage} when there is no such repository or revision, or
// it is gated (saying what to do); kUnavailable when it cannot be reached; kBadData when a file is damaged.
class HubDataset {
 public:
  HubDataset(std::unique_ptr<DataRepository> repository, std::string revision);
  ~HubDataset();
  HubDataset(const HubDataset&) = delete;
  HubDataset& operator=(const HubDataset&) = delete;

  // "mteb/scifact".
  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::vector<std::string> config_names();
  [[nodiscard]] bool has_config(const std::string& config);

  // From here on `config` "" is the default one: the one called "default", the only one, or the one the README names.
  // Error{kUsage} with the names there are for one that is not there, or when there is no default.
  [[nodiscard]] std::vector<std::string> split_names(const std::string& config);
  // All rows of a split; Error{kUsage} with the names there are for a split that is not there. Facts: rows, and below
  // "hub" the repository, revision, configuration and files.
  [[nodiscard]] RowTable rows(const std::string& config, const std::string& split);
  // The same piece by piece, for tables that are large.
  void for_each_piece(const std::string& config, const std::string& split,
                      const std::function<void(RowTable& piece)>& take);
  // Brings the files of all splits without reading them; returns the folder that they lie in.
  std::filesystem::path fetch(const std::string& config);
  [[nodiscard]] Json facts(const std::string& config, const std::string& split);

 private:
  struct Resolved;
  const Resolved& resolved();

  std::unique_ptr<DataRepository> repository_;
  std::string revision_;
  std::unique_ptr<Resolved> resolved_;
};

// A data set on the hub, through its cache.
[[nodiscard]] std::unique_ptr<HubDataset> open_hub_dataset(const std::string& repo_id,
                                                           const std::string& revision,
                                                           const HubOptions& options);
// A local copy of a repository, with the branch refs/convert/parquet, if any, in its folder ".converted".
[[nodiscard]] std::unique_ptr<HubDataset> open_dataset_folder(const std::filesystem::path& folder);

}  // namespace assay
