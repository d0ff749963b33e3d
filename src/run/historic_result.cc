#include "run/historic_result.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assay/catalogue.h"
#include "assay/error.h"
#include "run/mteb_version.h"

namespace assay {
namespace {

using Names = std::pair<std::string_view, std::string_view>;

constexpr std::array<Names, 5> kRenamedTasks = {
    {{"NorwegianParliament", "NorwegianParliamentClassification"},
     {"CMedQAv2", "CMedQAv2-reranking"},
     {"CMedQAv1", "CMedQAv1-reranking"},
     {"8TagsClustering", "EightTagsClustering"},
     {"PPC", "PpcPC"}}};

// Tasks that are no more, with their language; all of them are measured by accuracy.
constexpr std::array<Names, 4> kFormerTasks = {{{"ScalaNbClassification", "nob-Latn"},
                                                {"ScalaNnClassification", "nob-Latn"},
                                                {"ScalaDaClassification", "dan-Latn"},
                                                {"ScalaSvClassification", "swe-Latn"}}};

// Objects among the metrics of a subset, and what stands before their members' names today.
constexpr std::array<Names, 6> kNestedMetrics = {{{"cos_sim", "cosine"},
                                                  {"manhattan", "manhattan"},
                                                  {"euclidean", "euclidean"},
                                                  {"dot", "dot"},
                                                  {"max", "max"},
                                                  {"similarity", "similarity"}}};
constexpr std::string_view kValuesPerExperiment = "v_measures";

template <std::size_t kSize>
std::optional<std::string_view> look_up(const std::array<Names, kSize>& table,
                                        std::string_view name) {
  const auto found = std::ranges::find(table, name, &Names::first);
  if (found == table.end()) return std::nullopt;
  return found->second;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return result;
}

// What has to be known about a task to understand its old files.
struct OldTask {
  std::string name;
  std::string main_score;
  std::vector<SubsetInfo> subsets;
};

OldTask find_old_task(std::string_view name) {
  if (const auto language = look_up(kFormerTasks, name)) {
    return {.name = std::string(name),
            .main_score = "accuracy",
            .subsets = {{"default", {std::string(*language)}}}};
  }
  OldTask task;
  task.name = current_task_name(name);
  if (auto known = find_task(task.name)) {
    task.main_score = known->main_score;
    task.subsets = std::move(known->subsets);
  }
  return task;
}

std::vector<std::string> languages_of_subset(const OldTask& task, const std::string& subset) {
  std::vector<std::string> all;
  for (const SubsetInfo& known : task.subsets) {
    if (known.name == subset) return known.languages;
    for (const std::string& language : known.languages) {
      if (std::ranges::find(all, language) == all.end()) all.push_back(language);
    }
  }
  return all;
}

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, where + ": " + what);
}

// Takes the text at `key` out of the object.
std::string take_text(Json& object, const char* key, const std::string& otherwise) {
  const auto member = object.find(key);
  if (member == object.end()) return otherwise;
  std::string text = member->is_string() ? member->get<std::string>() : otherwise;
  object.erase(key);
  return text;
}

// True when some split holds {subset: metrics} instead of metrics.
bool has_subsets(const Json& splits) {
  for (const Json& split : splits) {
    for (const auto& [key, value] : split.items()) {
      if (value.is_object() && !look_up(kNestedMetrics, key) && key != kValuesPerExperiment) {
        return true;
      }
    }
  }
  return false;
}

// Moves the members of the object at `key` beside it, with `prefix` before their names.
void flatten_member(Json& object, const std::string& key, std::string_view prefix) {
  const Json nested = object.at(key);
  object.erase(key);
  for (const auto& [name, value] : nested.items()) {
    object[std::string(prefix) + "_" + name] = value;
  }
}

Json subset_of_today(Json metrics, const std::string& subset, const OldTask& task) {
  for (const auto& [old_name, prefix] : kNestedMetrics) {
    const std::string key(old_name);
    if (metrics.contains(key) && metrics.at(key).is_object()) flatten_member(metrics, key, prefix);
  }
  if (!metrics.contains("main_score")) {
    metrics["main_score"] =
        task.main_score.empty() ? Json(nullptr) : metrics.value(task.main_score, Json(nullptr));
  }
  metrics["hf_subset"] = subset;
  metrics["languages"] = languages_of_subset(task, subset);
  return metrics;
}

// Subsets that got another name later.
std::string current_subset_name(const std::string& subset, const std::string& split,
                                const std::string& task, const std::string& version) {
  const bool only_french = version == "1.1.2.dev0" || version == "1.1.3.dev0";
  const bool is_mlsum = task == "MLSUMClusteringP2P" || task == "MLSUMClusteringS2S";
  if (split == "test" && is_mlsum && only_french && subset == "default") return "fr";
  return split == "test" && task == "XPQARetrieval" && subset == "fr" ? "fra-fra" : subset;
}

std::optional<MtebVersion> version_of(const Json& file) {
  const auto version = file.find("mteb_version");
  if (version == file.end() || !version->is_string()) return std::nullopt;
  return MtebVersion::parse_lowest(version->get<std::string>());
}

bool is_older_than(const std::optional<MtebVersion>& version, const char* other) {
  return version && *version < *MtebVersion::parse(other);
}

}  // namespace

bool may_be_from_before_1_11(const Json& file) {
  return !file.contains("mteb_version") || is_older_than(version_of(file), "1.11.0");
}

std::string current_task_name(std::string_view name) {
  if (const auto renamed = look_up(kRenamedTasks, name)) return std::string(*renamed);
  static const auto kByLowerName = [] {
    std::unordered_map<std::string, std::string> names;
    for (const std::string& task : task_names()) names.emplace(lower(task), task);
    return names;
  }();
  const auto found = kByLowerName.find(lower(name));
  return found == kByLowerName.end() ? std::string(name) : found->second;
}

Json convert_from_before_1_11(const Json& file, const std::string& where) {
  if (!file.contains("mteb_dataset_name")) refuse(where, "'mteb_dataset_name' is missing");
  Json splits = file;
  const std::string revision =
      take_text(splits, "dataset_revision", "dataset revision not available");
  const OldTask task = find_old_task(take_text(splits, "mteb_dataset_name", ""));
  const std::string version = take_text(splits, "mteb_version", "mteb version not available");
  double seconds = 0;
  for (auto& [split, metrics] : splits.items()) {
    if (!metrics.is_object()) refuse(where, "the split '" + split + "' is not an object");
    const Json time = metrics.value("evaluation_time", Json());
    if (time.is_number()) seconds += time.get<double>();
    metrics.erase("evaluation_time");
  }
  const bool nested = has_subsets(splits);
  Json scores = Json::object();
  for (auto& [split, metrics] : splits.items()) {
    Json& list = scores[split] = Json::array();
    const Json subsets = nested ? metrics : Json{{"default", metrics}};
    for (const auto& [subset, values] : subsets.items()) {
      if (!values.is_object()) {
        refuse(where, "'" + subset + "' of the split '" + split + "' is not an object");
      }
      list.push_back(
          subset_of_today(values, current_subset_name(subset, split, task.name, version), task));
    }
  }
  return {{"dataset_revision", revision},
          {"task_name", task.name},
          {"mteb_version", version},
          {"scores", std::move(scores)},
          {"evaluation_time", seconds}};
}

void flatten_pair_scores(Json& file) {
  if (!is_older_than(version_of(file), "1.12.48") || !file.contains("task_name") ||
      !file["task_name"].is_string() || !file.contains("scores")) {
    return;
  }
  const auto task = find_task(file["task_name"].get<std::string>());
  if (!task || task->type != "PairClassification") return;
  for (Json& split : file["scores"]) {
    for (Json& subset : split) {
      if (!subset.is_object()) continue;
      std::vector<std::string> nested;
      for (const auto& [key, value] : subset.items()) {
        if (value.is_object()) nested.push_back(key);
      }
      for (const std::string& key : nested) flatten_member(subset, key, key);
    }
  }
}

}  // namespace assay
