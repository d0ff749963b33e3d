#include "decision/evidence.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "assay/error.h"
#include "assay/run.h"

namespace assay {
namespace {

bool has_record(const std::filesystem::path& result_file) {
  std::error_code ignored;
  return std::filesystem::exists(result_file.parent_path() / "assay" / result_file.filename(),
                                 ignored);
}

// "test/de, test/en"; "" when a pair has no score.
std::string pairs_of(const TaskEvidence& task) {
  std::set<std::string> pairs;
  for (const ScoreEntry& entry : task.entries) {
    if (!entry.score) return "";
    pairs.insert(entry.split + "/" + entry.subset);
  }
  std::string text;
  for (const std::string& pair : pairs) text += (text.empty() ? "" : ", ") + pair;
  return text;
}

std::string describe_conflict(const Evidence& evidence, std::size_t a, std::size_t b,
                              std::size_t task) {
  const ModelEvidence& first = evidence.models[a];
  const ModelEvidence& second = evidence.models[b];
  const std::string& one = first.tasks[task].result->result.dataset_revision;
  const std::string& other = second.tasks[task].result->result.dataset_revision;
  if (one != other) {
    return evidence.tasks[task] + ": " + first.model + " was evaluated on revision " + one +
           " of the data, " + second.model + " on revision " + other;
  }
  return evidence.tasks[task] + ": " + first.model + " was evaluated on " +
         first.tasks[task].pairs + ", " + second.model + " on " + second.tasks[task].pairs;
}

}  // namespace

Evidence gather_evidence(std::span<const StoredResult> results,
                         std::span<const BenchmarkTask> tasks) {
  const auto entries = select_scores(results, tasks);
  const auto table = make_benchmark_table(entries, columns_of(tasks), RankBy::kBordaOverTasks);
  Evidence evidence;
  for (const TaskColumn& column : table.columns) evidence.tasks.push_back(column.name);
  std::map<std::string, std::size_t> task_place;
  for (std::size_t t = 0; t < evidence.tasks.size(); ++t) task_place[evidence.tasks[t]] = t;
  std::map<std::string, std::size_t> model_place;
  for (const BenchmarkRow& row : table.rows) {
    model_place[row.model] = evidence.models.size();
    ModelEvidence& model = evidence.models.emplace_back();
    model.model = row.model;
    model.score = row.mean_task;
    model.tasks.resize(evidence.tasks.size());
    for (std::size_t t = 0; t < row.tasks.size(); ++t) model.tasks[t].score = row.tasks[t];
  }
  for (const ScoreEntry& entry : entries) {
    const auto model = model_place.find(entry.model);
    if (model == model_place.end()) continue;
    evidence.models[model->second].tasks[task_place.at(entry.task)].entries.push_back(entry);
  }
  for (const StoredResult& result : results) {
    const auto model = model_place.find(result.model);
    const auto task = task_place.find(result.result.task_name);
    if (model == model_place.end() || task == task_place.end()) continue;
    TaskEvidence& found = evidence.models[model->second].tasks[task->second];
    found.result = &result;
    found.made_by_assay = has_record(result.path);
  }
  for (ModelEvidence& model : evidence.models) {
    for (TaskEvidence& task : model.tasks) {
      // A task that has a score although pairs are missing is the mean of those that are there: no
      // model of the table has the others.
      if (task.score) std::erase_if(task.entries, [](const auto& entry) { return !entry.score; });
      task.pairs = pairs_of(task);
    }
  }
  std::ranges::stable_sort(evidence.models, [](const ModelEvidence& a, const ModelEvidence& b) {
    if (a.score != b.score) return a.score > b.score;  // nullopt is the smallest
    return a.model < b.model;
  });
  return evidence;
}

bool is_same_data(const Evidence& evidence, std::size_t a, std::size_t b, std::size_t task) {
  const TaskEvidence& first = evidence.models[a].tasks[task];
  const TaskEvidence& second = evidence.models[b].tasks[task];
  if (first.result == nullptr || second.result == nullptr) return true;
  if (first.result->result.dataset_revision != second.result->result.dataset_revision) return false;
  // What a model lacks of what was asked for shows as a missing score. Own data has no list of what
  // there is: there the two have to have the same.
  return first.pairs.empty() || second.pairs.empty() || first.pairs == second.pairs;
}

std::vector<std::string> find_conflicts(const Evidence& evidence, bool any_revision) {
  std::vector<std::string> conflicts;
  for (std::size_t t = 0; t < evidence.tasks.size(); ++t) {
    bool is_named = false;
    for (std::size_t a = 0; a < evidence.models.size(); ++a) {
      if (evidence.models[a].tasks[t].result == nullptr) continue;
      for (std::size_t b = a + 1; b < evidence.models.size(); ++b) {
        if (is_same_data(evidence, a, b, t)) continue;
        const std::string conflict = describe_conflict(evidence, a, b, t);
        const bool both_by_assay =
            evidence.models[a].tasks[t].made_by_assay && evidence.models[b].tasks[t].made_by_assay;
        if (both_by_assay && !any_revision) {
          throw Error(ErrorKind::kBadData, conflict + ": they are not compared");
        }
        if (!is_named) conflicts.push_back(conflict);
        is_named = true;
      }
    }
  }
  return conflicts;
}

std::string main_metric_of(const StoredResult& result) {
  if (const auto known = find_task(result.result.task_name)) return known->main_score;
  const Json record = read_run_record(result.path);
  if (!record.is_object()) return "";
  const Json task = record.value("task", Json::object());
  return task.is_object() ? task.value("main_score", "") : "";
}

}  // namespace assay
