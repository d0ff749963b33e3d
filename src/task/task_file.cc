// task.toml: what a task on own data is, without code.
#include <algorithm>

#include "assay/error.h"
#include "base/suggest.h"
#include "base/toml.h"
#include "task/own_data.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kTopKeys{"name", "type", "metric", "languages", "split", "prompt"};
const std::vector<std::string> kSections{"files", "columns", "settings"};

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, where + ": " + what);
}

class TaskFile {
 public:
  explicit TaskFile(const fs::path& file) : file_(file.string()), keys_(read_toml_file(file)) {
    for (const TomlKey& key : keys_) check_name(key);
  }

  [[nodiscard]] OwnTaskType type() const {
    const TomlKey* key = find("type");
    if (key == nullptr) fail(file_, "no key 'type'");
    const std::string name = text_of(*key);
    const OwnTaskType* found = find_own_task_type(name);
    if (found == nullptr) {
      const auto types = own_task_types();
      std::string all;
      for (const std::string& one : types) all += (all.empty() ? "" : ", ") + one;
      fail(key->where,
           "no type of task '" + name + "'" + did_you_mean(name, types) + "; there are: " + all);
    }
    OwnTaskType type = *found;
    if (const auto metric = text("metric")) type.main_score = *metric;
    return type;
  }

  [[nodiscard]] std::optional<std::string> text(const char* name) const {
    const TomlKey* key = find(name);
    return key == nullptr ? std::nullopt : std::optional(text_of(*key));
  }

  [[nodiscard]] std::map<std::string, std::string> texts(const char* section) const {
    std::map<std::string, std::string> found;
    for (const TomlKey& key : keys_) {
      if (key.section == section) found[key.name] = text_of(key);
    }
    return found;
  }

  void add_settings(TaskInfo& info) const {
    std::vector<std::string> known;
    for (const auto& [name, value] : info.settings.items()) known.push_back(name);
    for (const TomlKey& key : keys_) {
      if (key.section != "settings") continue;
      if (std::ranges::find(known, key.name) == known.end()) {
        fail(key.where,
             "no setting '" + key.name + "' of " + info.type + did_you_mean(key.name, known));
      }
      info.settings[key.name] = key.value;
    }
  }

  [[nodiscard]] std::vector<std::string> languages() const {
    std::vector<std::string> found;
    const TomlKey* key = find("languages");
    if (key == nullptr) return found;
    for (const Json& one : key->value.is_array() ? key->value : Json::array({key->value})) {
      if (!one.is_string()) fail(key->where, "languages are codes like \"eng-Latn\"");
      found.push_back(one.get<std::string>());
    }
    return found;
  }

 private:
  [[nodiscard]] const TomlKey* find(std::string_view name) const {
    const auto found = std::ranges::find_if(
        keys_, [&](const TomlKey& key) { return key.section.empty() && key.name == name; });
    return found == keys_.end() ? nullptr : &*found;
  }

  static std::string text_of(const TomlKey& key) {
    if (!key.value.is_string()) fail(key.where, key.name + " has to be a string");
    return key.value.get<std::string>();
  }

  static void check_name(const TomlKey& key) {
    const auto& known = key.section.empty() ? kTopKeys : kSections;
    const std::string& name = key.section.empty() ? key.name : key.section;
    if (std::ranges::find(known, name) != known.end()) return;
    if (key.section.empty() && std::ranges::find(kSections, name) != kSections.end()) {
      fail(key.where, name + " has to be a table: [" + name + "]");
    }
    std::vector<std::string> all = kTopKeys;
    all.insert(all.end(), kSections.begin(), kSections.end());
    fail(key.where, "no key '" + name + "'" + did_you_mean(name, all));
  }

  std::string file_;
  std::vector<TomlKey> keys_;
};

}  // namespace

OwnData read_task_file(const fs::path& path) {
  const TaskFile file(path);
  const OwnTaskType type = file.type();
  OwnData data;
  data.folder = path.parent_path();
  const std::string folder_name = fs::absolute(data.folder).lexically_normal().filename().string();
  const bool is_named_task = path.filename() == "task.toml";
  data.info = own_task_info(
      type, file.text("name").value_or(is_named_task ? folder_name : path.stem().string()));
  file.add_settings(data.info);
  data.info.subsets.front().languages = file.languages();
  data.info.query_prompt = file.text("prompt").value_or("");
  data.columns = file.texts("columns");
  for (const auto& [split, name] : file.texts("files")) data.files[split] = data.folder / name;
  if (const auto split = file.text("split")) data.info.eval_splits = {*split};
  return data;
}

}  // namespace assay
