#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "assay/json.h"
#include "assay/run.h"
#include "base/file.h"
#include "base/sha256.h"
#include "support/temporary_folder.h"

namespace assay::test {

// Results as `assay run` writes them, made up.
class ResultFolder {
 public:
  using Tables = std::map<std::string, Json>;  // subset of the split "test" -> table of rows

  // A result with a record, and with the scores of single rows where `tables` has them.
  // `scores`: subset -> the metrics of its score object, main_score among them.
  void add(const std::string& model, const std::string& task, const Tables& scores,
           const Tables& tables = {}, const std::string& revision = "r",
           const std::string& split = "test") {
    Json result = {{"task_name", task},
                   {"dataset_revision", revision},
                   {"mteb_version", "2.20.0"},
                   {"evaluation_time", 1},
                   {"scores", Json::object()}};
    for (const auto& [subset, metrics] : scores) {
      Json entry = metrics;
      entry["hf_subset"] = subset;
      entry["languages"] = {"eng-Latn"};
      result["scores"][split].push_back(entry);
    }
    const auto folder = folder_of(model);
    const std::string text = result.dump(2);
    write_file_atomically(folder / (task + ".json"), text);
    const Json record = {{"schema_version", 1},
                         {"task", {{"name", task}, {"main_score", "ndcg_at_10"}}},
                         {"result_sha256", sha256_hex(text)},
                         {"runs", Json::array()},
                         {"evaluations", Json::array()}};
    write_file_atomically(folder / "assay" / (task + ".json"), record.dump(2));
    if (tables.empty()) return;
    Json rows = Json::object();
    for (const auto& [subset, table] : tables) rows[split][subset] = table;
    write_file_atomically(folder / "assay" / (task + ".per_query.json"), rows.dump());
  }

  // One main score ndcg_at_10, the mean of `queries`.
  void add_queries(const std::string& model, const std::string& task,
                   const std::vector<double>& queries, const std::string& revision = "r") {
    double mean = 0;
    Json ids = Json::array();
    for (std::size_t i = 0; i < queries.size(); ++i) {
      mean += queries[i] / static_cast<double>(queries.size());
      ids.push_back("q" + std::to_string(i));
    }
    add(model, task, {{"default", {{"main_score", mean}, {"ndcg_at_10", mean}}}},
        {{"default", {{"ids", ids}, {"ndcg_at_10", queries}}}}, revision);
  }

  // A result of mteb: nothing beside it.
  void add_plain(const std::string& model, const std::string& task, double score,
                 const std::string& revision = "r") {
    add(model, task, {{"default", {{"main_score", score}}}}, {}, revision);
    std::filesystem::remove(folder_of(model) / "assay" / (task + ".json"));
  }

  [[nodiscard]] std::filesystem::path folder_of(const std::string& model) const {
    std::string name = model;
    if (const auto slash = name.find('/'); slash != std::string::npos) name.replace(slash, 1, "__");
    return path() / name / "1";
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }
  [[nodiscard]] std::vector<StoredResult> results() const {
    return join_revisions(find_results(path()));
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace assay::test
