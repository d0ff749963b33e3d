#include "run/result_store.h"

#include <algorithm>
#include <utility>

#include "assay/error.h"
#include "assay/run.h"
#include "base/file.h"
#include "run/lenient_json.h"
#include "run/run_record.h"

namespace assay {
namespace {

// Enough to notice a disk that has no room for a result file left.
constexpr std::size_t kProbeBytes = 64U << 10U;

// Task names come from the catalogue and from folder names; keep one from leaving its folder.
std::string as_file_name(std::string name) {
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

Json load_side_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return nullptr;
  try {
    return parse_lenient_json(read_file(path), path.string());
  } catch (const Error&) {
    return nullptr;
  }
}

}  // namespace

std::string model_folder_name(const std::string& model) {
  std::string name;
  for (const char c : model) {
    if (c == '/') {
      name += "__";
    } else {
      name += c == ' ' ? '_' : c;
    }
  }
  return name;
}

std::filesystem::path results_folder(const std::filesystem::path& root, const std::string& model,
                                     const std::string& revision) {
  return ResultStore(root).folder(
      {.model = model, .revision = revision, .task = "", .experiment = ""});
}

std::filesystem::path ResultStore::folder(const ResultKey& key) const {
  const auto own = root_ / model_folder_name(key.model) / as_file_name(key.revision);
  return key.experiment.empty() ? own : own / "experiments" / key.experiment;
}

std::filesystem::path ResultStore::result_path(const ResultKey& key) const {
  return folder(key) / (as_file_name(key.task) + ".json");
}

std::filesystem::path ResultStore::record_path(const ResultKey& key) const {
  return folder(key) / "assay" / (as_file_name(key.task) + ".json");
}

std::filesystem::path ResultStore::per_query_path(const ResultKey& key) const {
  return folder(key) / "assay" / (as_file_name(key.task) + ".per_query.json");
}

std::filesystem::path ResultStore::trec_path(const ResultKey& key, const std::string& split,
                                             const std::string& subset) const {
  return folder(key) / "assay" /
         (as_file_name(key.task) + "." + as_file_name(split) + "." + as_file_name(subset) +
          ".trec");
}

std::vector<std::string> ResultStore::revisions(const std::string& model) const {
  std::vector<std::pair<std::filesystem::file_time_type, std::string>> found;
  std::error_code code;
  for (const auto& entry :
       std::filesystem::directory_iterator(root_ / model_folder_name(model), code)) {
    if (entry.is_directory(code)) {
      found.emplace_back(entry.last_write_time(code), entry.path().filename().string());
    }
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<std::string> names;
  for (auto& [time, name] : found) names.push_back(std::move(name));
  return names;
}

std::optional<TaskResult> ResultStore::load(const ResultKey& key) const {
  const auto path = result_path(key);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  return read_result_file(path);
}

Json ResultStore::load_record(const ResultKey& key) const {
  Json record = load_side_file(record_path(key));
  return is_run_record(record) ? record : Json(nullptr);
}

Json ResultStore::load_per_query(const ResultKey& key) const {
  Json scores = load_side_file(per_query_path(key));
  return scores.is_object() ? scores : Json::object();
}

void ResultStore::check_writable() const {
  const auto probe = root_ / ".assay-probe";
  write_file_atomically(probe, std::string(kProbeBytes, ' '));
  std::error_code ignored;
  std::filesystem::remove(probe, ignored);
}

}  // namespace assay
