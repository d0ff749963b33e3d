#include <algorithm>

#include "assay/error.h"
#include "dataset/data_repository.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConvertedFolder = ".converted";

class FolderRepository final : public DataRepository {
 public:
  explicit FolderRepository(fs::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] std::string name() const override { return folder_.string(); }

  [[nodiscard]] std::vector<std::string> list(const std::string& revision) override {
    const fs::path root = root_of(revision);
    if (std::error_code absent; !fs::is_directory(root, absent)) {
      throw Error(ErrorKind::kUsage, root.string() + ": there is no such folder");
    }
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      std::string path = entry.path().lexically_relative(root).generic_string();
      if (entry.is_regular_file() && !path.starts_with(std::string(kConvertedFolder) + "/")) {
        files.push_back(std::move(path));
      }
    }
    std::ranges::sort(files);
    return files;
  }

  [[nodiscard]] fs::path fetch(const std::string& revision,
                               const std::vector<std::string>&) override {
    return root_of(revision);
  }

 private:
  [[nodiscard]] fs::path root_of(const std::string& revision) const {
    return revision == "refs/convert/parquet" ? folder_ / kConvertedFolder : folder_;
  }
  fs::path folder_;
};

}  // namespace

std::unique_ptr<DataRepository> open_folder_repository(fs::path folder) {
  return std::make_unique<FolderRepository>(std::move(folder));
}

}  // namespace assay
