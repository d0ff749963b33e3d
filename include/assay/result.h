#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
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

// The scores of one (split, subset). `scores` is flat, keys in the order they are written, without main_score,
// hf_subset, languages and mteb_version, which the writer adds. An undefined score is null.
struct SubsetScores {
  std::string subset = "default";
  std::vector<std::string> languages;
  std::optional<double> main_score;
  Json scores = Json::object();
};

// The result of one model on one task: the record of docs/results.md (mteb's file) in memory.
struct TaskResult {
  std::string task_name;
  std::string dataset_revision;
  std::string mteb_version;  // whose protocol the scores follow
  std::map<std::string, std::vector<SubsetScores>> scores;  // split -> subsets
  std::optional<double> evaluation_time;  // seconds, data loading included
  std::optional<double> kg_co2_emissions;
  std::optional<double> date;             // Unix time
  std::vector<Phase> phases;
};

}  // namespace assay
