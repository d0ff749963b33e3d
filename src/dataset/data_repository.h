#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace assay {

// The files of a data set that lie somewhere under a name and have revisions.
class DataRepository {
 public:
  virtual ~DataRepository() = default;
  // "mteb/scifact": for messages.
  [[nodiscard]] virtual std::string name() const = 0;
  // All paths at the revision (branch, tag or commit), sorted. Throws Error{kUsage} when there is no such repository or
  // revision, or it is gated (saying what to do); kUnavailable when it cannot be reached.
  [[nodiscard]] virtual std::vector<std::string> list(const std::string& revision) = 0;
  // Brings the files and returns the folder they lie in. Throws as list, kBadData when a file is damaged.
  [[nodiscard]] virtual std::filesystem::path fetch(const std::string& revision,
                                                    const std::vector<std::string>& files) = 0;
};

// A local copy of such a repository: its one revision is what lies there; refs/convert/parquet is the folder of that name
// below `.converted`, if there is one.
[[nodiscard]] std::unique_ptr<DataRepository> open_folder_repository(std::filesystem::path folder);

}  // namespace assay
