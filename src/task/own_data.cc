#include <algorithm>

#include "assay/error.h"
#include "task/retrieval_task.h"

namespace assay {
namespace {

// test, or the only split there is.
std::string split_to_evaluate(const std::filesystem::path& folder) {
  const auto splits = beir_splits(folder);
  if (std::ranges::find(splits, "test") != splits.end()) return "test";
  if (splits.size() == 1) return splits.front();
  std::string names;
  for (const std::string& split : splits) names += (names.empty() ? "" : ", ") + split;
  if (splits.empty()) {
    throw Error(ErrorKind::kUsage,
                folder.string() +
                    ": not a BEIR folder: there is no qrels/<split>.tsv (docs/data-retrieval.md)");
  }
  throw Error(
      ErrorKind::kUsage,
      folder.string() + ": no qrels/test.tsv, and several other splits to choose from: " + names);
}

}  // namespace

std::unique_ptr<Task> make_task_from_folder(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::canonical(folder, error);
  if (error) throw Error(ErrorKind::kUnavailable, folder.string() + ": " + error.message());
  TaskInfo info;
  info.name = path.filename().string();
  info.type = "Retrieval";
  info.protocol = "retrieval";
  info.dataset_path = path.string();
  info.eval_splits = {split_to_evaluate(path)};
  info.subsets = {{"default", {}}};
  info.main_score = "ndcg_at_10";
  info.license = "not specified";
  info.is_public = false;
  // Own data has no published revision: its content stands for it, so that a changed file is a
  // changed task.
  info.dataset_revision = "sha256:" + beir_content_sha256(path).substr(0, 16);
  return make_retrieval_task(std::move(info), [path](const std::string& split, const std::string&) {
    return read_beir_folder(path, split);
  });
}

}  // namespace assay
