#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/json.h"

namespace assay {

// One (subset, languages) entry of a task; languages are ISO 639-3 + "-" + ISO 15924 ("eng-Latn").
struct SubsetInfo {
  std::string name;  // "default" when the task has no subsets
  std::vector<std::string> languages;
};

// What is known about a task before any of its data is read. The facts of mteb's metadata, see docs/catalogue.md.
struct TaskInfo {
  std::string name;      // "SciFact"
  std::string type;      // "Retrieval"; mteb's task type
  std::string protocol;  // "retrieval", "sts", ...: which evaluation applies
  std::string dataset_path;
  std::string dataset_revision;
  std::vector<std::string> eval_splits;  // in mteb's order, which random state depends on
  std::vector<SubsetInfo> subsets;       // likewise
  std::string main_score;                // "ndcg_at_10"
  std::vector<std::string> domains;
  std::string license;
  bool is_public = true;
  // Instructions for models that take them; "" = none stated.
  std::string query_prompt;
  std::string document_prompt;
  bool prompt_by_role = false;  // the task states {query, document}: a missing role means an empty instruction
  Json settings = Json::object();  // protocol settings, the defaults filled in
  Json entry = Json::object();     // the whole catalogue entry (data recipe, sizes, extra_scores, ...)
};

// All tasks, sorted by type, then name. Built once, at the first call; safe from any thread.
[[nodiscard]] const std::vector<std::string>& task_names();
// nullopt when there is no task of that exact name.
[[nodiscard]] std::optional<TaskInfo> find_task(std::string_view name);

// What is known about a published model (mteb's registry): dimensions, prompts, licence. Keys as in docs/catalogue.md.
[[nodiscard]] const std::vector<std::string>& known_model_names();
[[nodiscard]] std::optional<Json> find_known_model(std::string_view name);

}  // namespace assay
