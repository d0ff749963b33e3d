#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/json.h"

namespace assay {

// One stretch of an evaluation, seconds since its start.
struct Phase {
  std::string name;  // "Data loading", "Encoding corpus", "Scoring"
  double start = 0;
  double end = 0;
  std::string split;
  std::string subset;
};

// The scores of one (split, subset). `scores` is flat, keys in the order they are written, without
// main_score, hf_subset, languages and mteb_version, which the writer adds. An undefined score is
// null.
struct SubsetScores {
  std::string subset = "default";
  std::vector<std::string> languages;
  std::optional<double> main_score;
  Json scores = Json::object();
  std::string mteb_version;  // when it differs from the version of the whole result; "" = the same
};

// The result of one model on one task: the record of docs/results.md (mteb's file) in memory.
struct TaskResult {
  std::string task_name;
  std::string dataset_revision;
  std::string mteb_version;                                 // whose protocol the scores follow
  std::map<std::string, std::vector<SubsetScores>> scores;  // split -> subsets
  std::optional<double> evaluation_time;                    // seconds, data loading included
  std::optional<double> kg_co2_emissions;
  std::optional<double> date;  // Unix time
  std::vector<Phase> phases;
};

// A result file found in a tree.
struct StoredResult {
  std::string model;     // from model_meta.json, else from the folders' names
  std::string revision;  // likewise; "" when neither tells
  std::filesystem::path path;
  TaskResult result;
};
// The precision that the last run of a side file ran in (docs/results.md); "" when nothing tells.
[[nodiscard]] std::string precision_of_record(const Json& record);
// Mean of main_score over all (split, subset) pairs, each weighing the same. nullopt when there is
// none or one of them is undefined.
[[nodiscard]] std::optional<double> mean_main_score(const TaskResult& result);

// The content of mteb's result file: 2-space indent, floats below `scores` rounded to 6 decimals,
// undefined scores null (docs/results.md).
[[nodiscard]] std::string to_result_json(const TaskResult& result);
// Reads what `to_result_json` and every version of mteb write or have written, the layouts from
// before 1.11 and 1.12.48 included (docs/results.md); the tokens NaN and Infinity are taken as
// null. Throws Error{kBadData} with `where` when it is not JSON or not such a result.
[[nodiscard]] TaskResult parse_result_json(std::string_view text, const std::string& where);
// Of a file; throws Error{kUnavailable} when it cannot be read.
[[nodiscard]] TaskResult read_result_file(const std::filesystem::path& path);

}  // namespace assay
