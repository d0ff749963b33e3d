#include "run/model_identity.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/sha256.h"
#include "run/run_record.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

bool is_commit(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// True when one of the records in this folder was made for `requested`.
bool was_made_for(const fs::path& revision_folder, const std::string& requested,
                  const ResultStore& store, const ModelIdentity& identity) {
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(revision_folder / "assay", code)) {
    const std::string file = entry.path().filename().string();
    if (!file.ends_with(".json") || file.ends_with(".per_query.json")) continue;
    const Json run = last_run(store.load_record({.model = identity.name,
                                                 .revision = identity.revision,
                                                 .task = entry.path().stem().string(),
                                                 .experiment = ""}));
    if (run.is_object() && run.value("requested", Json()) == requested) return true;
  }
  return false;
}

}  // namespace

std::optional<ModelIdentity> identify_model(const std::string& requested,
                                            const ResultStore& store) {
  std::error_code code;
  if (fs::is_directory(requested, code)) return identify_folder(requested);
  const auto at = requested.find('@');
  const std::string name = requested.substr(0, at);
  if (at != std::string::npos && is_commit(std::string_view(requested).substr(at + 1))) {
    return ModelIdentity{.name = name, .revision = requested.substr(at + 1)};
  }
  for (const std::string& revision : store.revisions(name)) {
    ModelIdentity identity{.name = name, .revision = revision};
    const auto folder =
        store.folder({.model = name, .revision = revision, .task = "", .experiment = ""});
    if (was_made_for(folder, requested, store, identity)) return identity;
  }
  return std::nullopt;
}

std::string model_fingerprint(const std::string& requested) {
  std::error_code code;
  if (!fs::is_directory(requested, code)) return "";
  std::vector<std::string> lines;
  const auto options = fs::directory_options::follow_directory_symlink |
                       fs::directory_options::skip_permission_denied;
  for (const auto& entry : fs::recursive_directory_iterator(requested, options, code)) {
    if (!entry.is_regular_file(code)) continue;
    lines.push_back(entry.path().lexically_relative(requested).string() + " " +
                    std::to_string(entry.file_size(code)) + " " +
                    std::to_string(entry.last_write_time(code).time_since_epoch().count()));
  }
  std::sort(lines.begin(), lines.end());
  Hasher hasher;
  for (const std::string& line : lines) hasher.update(line + "\n");
  return hasher.finish();
}

}  // namespace assay
