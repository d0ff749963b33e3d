#include <algorithm>
#include <cmath>
#include <utility>

#include "decision/evidence.h"

namespace assay {
namespace {

// Result files have 6 decimals, scores of retrieval are rounded to 5 before.
constexpr double kRounding = 2e-5;

const Json* find_table(const RowScores& rows, const ScoreEntry& entry) {
  const auto split = rows.tables.find(entry.split);
  if (split == rows.tables.end() || !split->is_object()) return nullptr;
  const auto table = split->find(entry.subset);
  return table == split->end() || !table->is_object() ? nullptr : &*table;
}

std::string place_of(const ScoreEntry& entry) {
  return entry.task + " (" + entry.split + "/" + entry.subset + ")";
}

// Why the rows of a model cannot stand for its result on a task; "" when they can.
std::string why_no_rows(const ModelEvidence& model, const TaskEvidence& task,
                        const std::string& metric) {
  if (metric.empty()) return "nothing says which metric is the main score";
  const RowScores rows = read_row_scores(task.result->path);
  if (!rows.why_absent.empty()) return rows.why_absent;
  for (const ScoreEntry& entry : task.entries) {
    const Json* table = find_table(rows, entry);
    if (table == nullptr) return "no scores of single rows of " + place_of(entry);
    const auto made = make_row_statistic(std::span(&table, 1), std::span(&model.model, 1), metric,
                                         place_of(entry));
    if (!made.statistic) return made.reason;
    const std::vector<std::uint32_t> once(made.statistic->rows(), 1);
    const auto score = made.statistic->score(0, once);
    if (!score || !entry.score || std::abs(*score - *entry.score) > kRounding) {
      return "the scores of single rows do not give the result: one of the files has been changed";
    }
  }
  return "";
}

}  // namespace

RowEvidence gather_rows(Evidence& evidence) {
  RowEvidence rows;
  rows.places.resize(evidence.models.size());
  for (std::size_t t = 0; t < evidence.tasks.size(); ++t) {
    for (ModelEvidence& model : evidence.models) {
      if (!model.score || !model.why_no_rows.empty()) continue;
      const std::string reason =
          why_no_rows(model, model.tasks[t], main_metric_of(*model.tasks[t].result));
      if (!reason.empty()) model.why_no_rows = evidence.tasks[t] + ": " + reason;
    }
  }
  std::vector<std::size_t> taking_part;
  for (std::size_t m = 0; m < evidence.models.size(); ++m) {
    if (!evidence.models[m].score || !evidence.models[m].why_no_rows.empty()) continue;
    rows.places[m] = taking_part.size();
    taking_part.push_back(m);
  }
  rows.models = taking_part.size();
  if (taking_part.empty()) return rows;

  const ModelEvidence& any = evidence.models[taking_part.front()];
  std::vector<std::string> names;
  for (const std::size_t m : taking_part) names.push_back(evidence.models[m].model);
  for (std::size_t t = 0; t < evidence.tasks.size(); ++t) {
    std::vector<RowScores> of_models;
    for (const std::size_t m : taking_part) {
      of_models.push_back(read_row_scores(evidence.models[m].tasks[t].result->path));
    }
    const std::string metric = main_metric_of(*any.tasks[t].result);
    const double weight =
        1.0 / static_cast<double>(evidence.tasks.size() * any.tasks[t].entries.size());
    for (const ScoreEntry& entry : any.tasks[t].entries) {
      std::vector<const Json*> tables;
      for (const RowScores& one : of_models) tables.push_back(find_table(one, entry));
      auto made = make_row_statistic(tables, names, metric, place_of(entry));
      rows.rows += made.statistic->rows();
      if (made.statistic->rows() < 2) rows.single_rows.push_back(place_of(entry));
      rows.strata.push_back({.statistic = std::move(made.statistic), .weight = weight});
    }
  }
  return rows;
}

}  // namespace assay
