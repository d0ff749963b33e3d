#include <utility>

#include "assay/dataset/hub_dataset.h"
#include "dataset/data_repository.h"

namespace assay {
namespace {

class HubRepository final : public DataRepository {
 public:
  HubRepository(std::string repo_id, HubOptions options)
      : repo_id_(std::move(repo_id)), options_(std::move(options)) {}

  [[nodiscard]] std::string name() const override { return repo_id_; }

  [[nodiscard]] std::vector<std::string> list(const std::string& revision) override {
    std::vector<std::string> paths;
    for (HubFile& file : list_hub_files(RepoType::kDataset, repo_id_, revision, options_).files) {
      paths.push_back(std::move(file.path));
    }
    return paths;
  }

  [[nodiscard]] std::filesystem::path fetch(const std::string& revision,
                                            const std::vector<std::string>& files) override {
    return fetch_from_hub(RepoType::kDataset, repo_id_, revision, files, options_).folder;
  }

 private:
  std::string repo_id_;
  HubOptions options_;
};

}  // namespace

std::unique_ptr<HubDataset> open_hub_dataset(const std::string& repo_id,
                                             const std::string& revision,
                                             const HubOptions& options) {
  return std::make_unique<HubDataset>(std::make_unique<HubRepository>(repo_id, options), revision);
}

}  // namespace assay
