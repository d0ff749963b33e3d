#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/json.h"
#include "assay/result.h"
#include "assay/task.h"

namespace assay {

// Which result a file holds. `experiment` is "" for a model's own results, else the name of the
// folder that sets results made with unusual settings apart ("limit_10").
struct ResultKey {
  std::string model;  // "sentence-transformers/all-MiniLM-L6-v2"
  std::string revision;
  std::string task;
  std::string experiment;
};

// A tree of result files in mteb's layout, and our side files beside them, in a folder that mteb's
// readers do not look into (docs/results.md):
//   <root>/<org>__<model>/<revision>/<Task>.json
//                                   /model_meta.json
//                                   /assay/<Task>.json             how the scores came about
//                                   /assay/<Task>.per_query.json   score of every query or row
//                                   /assay/<Task>.<split>.<subset>.trec
// Every file appears whole or not at all. The functions throw Error{kUnavailable} when the disk
// does not play along.
class ResultStore {
 public:
  explicit ResultStore(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }
  // Folder of a model's revision, or of an experiment below it.
  [[nodiscard]] std::filesystem::path folder(const ResultKey& key) const;
  [[nodiscard]] std::filesystem::path result_path(const ResultKey& key) const;
  [[nodiscard]] std::filesystem::path record_path(const ResultKey& key) const;
  [[nodiscard]] std::filesystem::path per_query_path(const ResultKey& key) const;
  [[nodiscard]] std::filesystem::path trec_path(const ResultKey& key, const std::string& split,
                                                const std::string& subset) const;

  // Revisions of `model` that have a folder here, the one changed last first.
  [[nodiscard]] std::vector<std::string> revisions(const std::string& model) const;

  // nullopt when there is no such file. Throws Error{kBadData} when it is there and broken.
  [[nodiscard]] std::optional<TaskResult> load(const ResultKey& key) const;
  // The side file; null when it is missing or of another schema. A broken one counts as missing: it
  // only informs.
  [[nodiscard]] Json load_record(const ResultKey& key) const;
  [[nodiscard]] Json load_per_query(const ResultKey& key) const;

  // Writes a small file and removes it again, making the folders: finds out before the work starts
  // that the results will have a place. Throws Error{kUnavailable} with the reason.
  void check_writable() const;

 private:
  std::filesystem::path root_;
};

// mteb's spelling of a model's name as a folder: "/" becomes "__" and blank "_".
[[nodiscard]] std::string model_folder_name(const std::string& model);

}  // namespace assay
