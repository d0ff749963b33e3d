#include <algorithm>
#include <utility>

#include "assay/run.h"
#include "base/file.h"
#include "base/sha256.h"
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
};

std::string text_member(const Json& object, const char* key) {
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

Origin origin_of(const fs::path& folder) {
  const fs::path meta_path = folder / "model_meta.json";
  std::error_code ignored;
  if (fs::exists(meta_path, ignored)) {
    const Json meta = parse_lenient_json(read_file(meta_path), meta_path.string());
    if (meta.is_object()) {
      Origin origin{.model = text_member(meta, "name"), .revision = text_member(meta, "revision")};
      if (!origin.model.empty()) return origin;
    }
  }
  if (looks_like_model(folder) || !looks_like_model(folder.parent_path())) {
    return {.model = model_name_of_folder(folder.filename().string()), .revision = ""};
  }
  return {.model = model_name_of_folder(folder.parent_path().filename().string()),
          .revision = folder.filename().string()};
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

std::vector<StoredResult> find_results(const fs::path& folder, std::vector<std::string>* skipped) {
  std::vector<StoredResult> found;
  std::vector<fs::path> files;
  try {
    files = list_json_files(fs::canonical(folder));
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::kUnavailable, folder.string() + ": " + error.code().message());
  }
  for (const fs::path& path : files) {
    try {
      TaskResult result = read_result_file(path);
      Origin origin = origin_of(path.parent_path());
      found.push_back({.model = std::move(origin.model),
                       .revision = std::move(origin.revision),
                       .path = path,
                       .result = std::move(result)});
    } catch (const Error& error) {
      if (skipped != nullptr) skipped->emplace_back(error.what());
    }
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

bool was_changed_after_writing(const fs::path& result_file, const Json& record) {
  if (!record.is_object()) return false;
  const std::string written = text_member(record, "result_sha256");
  return !written.empty() && written != sha256_hex_of_file(result_file);
}

}  // namespace assay
