#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/json.h"

// The facts that mteb states about its tasks, benchmarks and models, embedded in the program
// (docs/catalogue.md). Nothing is unpacked before the first call, and a look-up parses the one
// entry it returns. Safe from any thread.
namespace assay {

// One (subset, languages) entry of a task; languages are ISO 639-3 + "-" + ISO 15924 ("eng-Latn").
struct SubsetInfo {
  std::string name;  // "default" when the task has no subsets
  std::vector<std::string> languages;
};

// What is known about a task before any of its data is read.
struct TaskInfo {
  std::string name;                      // "SciFact"
  std::string type;                      // "Retrieval"; mteb's task type
  std::string protocol;                  // "retrieval", "sts", ...: which evaluation applies
  std::string dataset_path;              // "" for aggregates
  std::string dataset_revision;          // likewise
  std::vector<std::string> eval_splits;  // in mteb's order, which random state depends on
  std::vector<SubsetInfo> subsets;       // likewise
  std::string main_score;                // "ndcg_at_10"
  std::vector<std::string> domains;
  std::string license;  // "not specified" is a value of its own
  bool is_public = true;
  bool is_starter = false;  // one of assay's own, not of mteb; its data is embedded too
  // Instructions for models that take them; "" = none stated. Then settings["abstask_prompt"] holds
  // the protocol's own.
  std::string query_prompt;
  std::string document_prompt;
  // The task states {query, document}: a missing role means an empty instruction.
  bool prompt_by_role = false;
  Json settings = Json::object();  // protocol settings, the defaults filled in
  Json entry = Json::object();  // the whole catalogue entry (data recipe, sizes, extra_scores, ...)
};

// All tasks, sorted by type, then name.
[[nodiscard]] const std::vector<std::string>& task_names();
// The tasks of assay's own starter set, in the order of their list. They are not part of mteb
// (data/starter/README.md); find_task knows them too.
[[nodiscard]] const std::vector<std::string>& starter_task_names();
// Both lists, one behind the other: every name that find_task knows.
[[nodiscard]] std::vector<std::string> all_task_names();
// nullopt when there is no task of that exact name.
[[nodiscard]] std::optional<TaskInfo> find_task(std::string_view name);

// The settings of a protocol that a task does not state; {} for one that there is not.
[[nodiscard]] Json protocol_defaults(std::string_view protocol);

// Which tasks to list. Every condition that is given must hold; of several values for one
// condition, one is enough. Letters' case is ignored.
struct TaskFilter {
  std::vector<std::string> types = {};       // "Retrieval", "STS"
  std::vector<std::string> languages = {};   // ISO 639-3 "eng", script "Cyrl", or both "eng-Latn"
  std::vector<std::string> domains = {};     // "Medical"
  std::vector<std::string> licenses = {};    // "cc-by-4.0"
  std::vector<std::string> benchmarks = {};  // name or alias
  // Samples in all evaluated splits and subsets together, as mteb counts them (retrieval: queries
  // and documents). With a bound, tasks of unknown size are left out.
  std::optional<std::uint64_t> min_samples = {};
  std::optional<std::uint64_t> max_samples = {};
  bool public_only = false;
  bool exclude_superseded = false;
  bool with_starter_tasks = false;  // behind those of mteb
};
// Names in the order of `task_names`, then `starter_task_names`. Throws Error{kUsage} for a type, language, domain, licence or
// benchmark that the catalogue does not know, with the nearest one.
[[nodiscard]] std::vector<std::string> filter_tasks(const TaskFilter& filter);
// The number of samples that `TaskFilter` compares, if it is known.
[[nodiscard]] std::optional<std::uint64_t> sample_count(const TaskInfo& task);
// True when `wanted` ("eng", "Latn" or "eng-Latn") names `language` ("eng-Latn"), letters' case
// ignored.
[[nodiscard]] bool language_matches(std::string_view language, std::string_view wanted);

// What a benchmark takes from a task; empty lists = all of the task's own.
struct BenchmarkTask {
  std::string name;
  std::vector<std::string> subsets;
  std::vector<std::string> splits;
};

// A named list of tasks and how its scores are put together (docs/catalogue.md).
struct BenchmarkInfo {
  std::string name;                  // "MTEB(eng, v2)"
  std::string display_name;          // "" = none
  std::vector<std::string> aliases;  // "MTEB(eng)"
  std::vector<BenchmarkTask> tasks;  // all of them in the catalogue
  // Of mean_task, mean_task_type, task_types, mean_subset, public_private.
  std::vector<std::string> aggregations;
  std::string rank_by;  // "borda", or the column by which models are sorted
  bool public_tasks_only_in_summary = false;
  bool show_zero_shot = false;
  // Languages of the per-language table; {"all"}; empty = no such table.
  std::vector<std::string> language_view;
  std::vector<std::string> superseded_by;
  bool on_leaderboard = false;
};
// The part of `tasks` in one of `languages` (each as for language_matches), all when there are none:
// their subsets are narrowed, and tasks without such a subset left out. Tasks that are not in the
// catalogue have no known language. Throws Error{kUsage} for a language of no task, with the nearest
// one.
[[nodiscard]] std::vector<BenchmarkTask> restrict_to_languages(
    std::vector<BenchmarkTask> tasks, const std::vector<std::string>& languages);
// In mteb's order, without the aliases.
[[nodiscard]] const std::vector<std::string>& benchmark_names();
// By name or alias; nullopt when there is none. The nearest name for a message: suggest over
// benchmark_names().
[[nodiscard]] std::optional<BenchmarkInfo> find_benchmark(std::string_view name);

// What is known about a published model (mteb's registry): dimensions, prompts, licence. Keys as in
// docs/catalogue.md; references to shared sets (prompts, languages, training data) are filled in.
[[nodiscard]] const std::vector<std::string>& known_model_names();
[[nodiscard]] std::optional<Json> find_known_model(std::string_view name);

}  // namespace assay
