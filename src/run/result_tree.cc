#include <algorithm>
#include <map>
#include <utility>

#include "assay/run.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/sha256.h"
#include "run/historic_result.h"
#include "run/lenient_json.h"
#include "run/run_record.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// "org/name" of "org__name".
std::string model_name_of_folder(std::string folder) {
  const auto mark = folder.find("__");
  if (mark != std::string::npos) folder.replace(mark, 2, "/");
  return folder;
}

bool looks_like_model(const fs::path& folder) {
  return folder.filename().string().find("__") != std::string::npos;
}

struct Origin {
  std::string model;
  std::string revision;
  bool is_experiment = false;  // loaded with unusual settings: not the model's own result
  std::string fault;           // of model_meta.json; "" = none
};

std::string text_member(const Json& object, const char* key) {
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

Origin origin_by_path(const fs::path& folder) {
  Origin origin;
  if (looks_like_model(folder) || !looks_like_model(folder.parent_path())) {
    origin.model = model_name_of_folder(folder.filename().string());
  } else {
    origin.model = model_name_of_folder(folder.parent_path().filename().string());
    origin.revision = folder.filename().string();
  }
  return origin;
}

Origin origin_of(const fs::path& folder) {
  const fs::path meta_path = folder / "model_meta.json";
  std::error_code ignored;
  if (!fs::exists(meta_path, ignored)) return origin_by_path(folder);
  Origin origin;
  try {
    const Json meta = parse_lenient_json(read_file(meta_path), meta_path.string());
    if (!meta.is_object()) return origin_by_path(folder);
    origin.model = text_member(meta, "name");
    origin.revision = text_member(meta, "revision");
    const Json experiment = meta.value("experiment_kwargs", Json());
    origin.is_experiment = experiment.is_object() && !experiment.empty();
  } catch (const Error& error) {
    origin.fault = error.what();
  }
  return origin.model.empty() && origin.fault.empty() ? origin_by_path(folder) : origin;
}

bool is_left_out(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name == "assay" || name == "experiments" || name.starts_with('.');
}

std::vector<fs::path> list_json_files(const fs::path& root) {
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(root);
       entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory()) {
      if (is_left_out(entry->path())) entry.disable_recursion_pending();
    } else if (entry->path().extension() == ".json" &&
               entry->path().filename() != "model_meta.json") {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<StoredResult> find_results(const fs::path& folder, std::vector<std::string>* skipped,
                                       const std::function<bool(const std::string&)>& wants_task) {
  std::vector<fs::path> files;
  try {
    files = list_json_files(fs::canonical(folder));
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::kUnavailable, folder.string() + ": " + error.code().message());
  }
  if (wants_task) {
    std::erase_if(files, [&](const fs::path& path) {
      return !wants_task(current_task_name(path.stem().string()));
    });
  }
  std::map<fs::path, Origin> origins;  // one for all files of a folder
  for (const fs::path& path : files) {
    if (const fs::path place = path.parent_path(); !origins.contains(place)) {
      origins.emplace(place, origin_of(place));
    }
  }
  std::vector<std::optional<StoredResult>> read(files.size());
  std::vector<std::string> faults(files.size());
  parallel_for(files.size(), 0, [&](std::size_t i, unsigned) {
    const Origin& origin = origins.at(files[i].parent_path());
    if (origin.is_experiment) return;
    try {
      if (!origin.fault.empty()) throw Error(ErrorKind::kBadData, origin.fault);
      read[i] = StoredResult{.model = origin.model,
                             .revision = origin.revision,
                             .path = files[i],
                             .result = read_result_file(files[i])};
    } catch (const Error& error) {
      faults[i] = error.what();
    }
  });
  std::vector<StoredResult> found;
  for (auto& result : read) {
    if (result) found.push_back(*std::move(result));
  }
  if (skipped != nullptr) {
    std::ranges::copy_if(faults, std::back_inserter(*skipped),
                         [](const std::string& fault) { return !fault.empty(); });
  }
  return found;
}

Json read_run_record(const fs::path& result_file) {
  const fs::path path = result_file.parent_path() / "assay" / result_file.filename();
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return nullptr;
  try {
    Json record = parse_lenient_json(read_file(path), path.string());
    return is_run_record(record) ? record : Json(nullptr);
  } catch (const Error&) {
    return nullptr;  // it only informs
  }
}

std::string precision_of_record(const Json& record) {
  const auto member = [](const Json& object, const char* key) {
    return object.is_object() ? object.value(key, Json()) : Json();
  };
  const Json runs = member(record, "runs");
  if (!runs.is_array() || runs.empty()) return "";
  return text_member(member(member(runs.back(), "model"), "settings"), "precision");
}

bool was_changed_after_writing(const fs::path& result_file, const Json& record) {
  if (!record.is_object()) return false;
  const std::string written = text_member(record, "result_sha256");
  return !written.empty() && written != sha256_hex_of_file(result_file);
}

}  // namespace assay
