#include "report/report_models.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "assay/catalogue.h"
#include "assay/model_label.h"
#include "assay/result.h"
#include "report/report_criteria.h"

namespace assay {
namespace {

Json interval_json(const std::pair<double, double>& interval) {
  return Json::array({rounded_score(interval.first), rounded_score(interval.second)});
}

Json intervals_of(const ReportSources& sources, const std::string& model) {
  const auto known = sources.intervals.find(model);
  if (known == sources.intervals.end()) return nullptr;
  Json intervals = Json::object();
  if (const auto mean = known->second.find(""); mean != known->second.end()) {
    intervals["mean_task"] = interval_json(mean->second);
  }
  Json& tasks = intervals["tasks"] = Json::array();
  for (const TaskColumn& column : sources.table.columns) {
    const auto task = known->second.find(column.name);
    tasks.push_back(task == known->second.end() ? Json(nullptr) : interval_json(task->second));
  }
  return intervals;
}

// The first of model_meta.json and registry that says something.
Json first_known(const Json& meta, const Json& known, const char* key) {
  const Json& own = member_or_null(meta, key);
  return own.is_null() ? member_or_null(known, key) : own;
}

std::string join(const Json& list) {
  if (list.is_string()) return list.get<std::string>();
  std::string text;
  if (!list.is_array()) return text;
  for (const Json& entry : list) {
    if (entry.is_string()) text += (text.empty() ? "" : ", ") + entry.get<std::string>();
  }
  return text;
}

// The revision that most results are of, and how many others there are.
std::string revision_of(const ModelResults& results) {
  std::map<std::string, std::size_t> counts;
  for (const ReportResult* result : results) ++counts[result->stored.revision];
  if (counts.empty()) return "";
  const auto most =
      std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  if (counts.size() == 1) return most->first;
  return most->first + " and " + std::to_string(counts.size() - 1) + " more";
}

Json card_of(const std::string& model, const Json& meta, const ModelResults& results) {
  const Json known = find_known_model(without_precision(model)).value_or(Json::object());
  Json card = {{"revision", revision_of(results)}};
  const auto add = [&](const char* key, Json value) {
    const bool is_empty =
        value.is_null() || (value.is_string() && value.get<std::string>().empty());
    if (!is_empty) card[key] = std::move(value);
  };
  const Json type = first_known(meta, known, "model_type");
  add("type", join(type.is_null() ? member_or_null(known, "type") : type));
  add("license", first_known(meta, known, "license"));
  add("open_weights", first_known(meta, known, "open_weights"));
  add("release_date", first_known(meta, known, "release_date"));
  add("max_tokens", first_known(meta, known, "max_tokens"));
  const Json languages = first_known(meta, known, "languages");
  if (languages.is_array() && !languages.empty()) card["languages"] = languages.size();
  for (const ReportResult* result : results) {
    if (const std::string precision = precision_of_record(result->record); !precision.empty()) {
      card["precision"] = precision;
      break;
    }
  }
  return card;
}

}  // namespace

Json rounded_score(const std::optional<double>& score) {
  if (!score || !std::isfinite(*score)) return nullptr;
  return std::round(*score * 1e6) / 1e6;
}

std::string machine_of(const Json& record) {
  const Json& runs = member_or_null(record, "runs");
  if (!runs.is_array() || runs.empty()) return "";
  const Json& machine = member_or_null(runs.back(), "machine");
  std::string text = text_member(machine, "processor");
  if (const auto cores = number_member(machine, "cores"); cores && !text.empty()) {
    const auto count = static_cast<long>(*cores);
    text += ", " + std::to_string(count) + (count == 1 ? " core" : " cores");
  }
  return text;
}

Json report_runs(const ModelResults& results) {
  struct Run {
    std::size_t tasks = 0;
    double started = 0;
  };
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  std::map<Key, Run> runs;
  for (const ReportResult* result : results) {
    const Json& all = member_or_null(result->record, "runs");
    if (!all.is_array() || all.empty()) continue;
    const Json& program = member_or_null(all.back(), "assay");
    Run& run = runs[{text_member(program, "version"), text_member(program, "commit"),
                     precision_of_record(result->record), machine_of(result->record)}];
    ++run.tasks;
    run.started = std::max(run.started, number_member(all.back(), "started").value_or(0));
  }
  Json list = Json::array();
  for (const auto& [key, run] : runs) {
    const auto& [version, commit, precision, machine] = key;
    list.push_back({{"version", version},
                    {"commit", commit},
                    {"precision", precision},
                    {"machine", machine},
                    {"tasks", run.tasks},
                    {"started", run.started > 0 ? Json(run.started) : Json(nullptr)}});
  }
  return list;
}

Json report_model(const ReportSources& sources, std::size_t row, const ModelResults& results) {
  const BenchmarkRow& scores = sources.table.rows[row];
  const auto stored_meta = sources.model_meta.find(scores.model);
  const Json meta = stored_meta == sources.model_meta.end() ? Json() : stored_meta->second;
  const auto stored_measures = sources.measured.find(scores.model);
  const std::map<std::string, double> measured = stored_measures == sources.measured.end()
                                                     ? std::map<std::string, double>()
                                                     : stored_measures->second;
  std::vector<const Json*> records;
  Json changed = Json::array();
  double newest = 0;
  for (const ReportResult* result : results) {
    if (!result->record.is_null()) records.push_back(&result->record);
    if (result->was_changed) changed.push_back(result->stored.result.task_name);
    newest = std::max(newest, result->stored.result.date.value_or(0));
  }
  Json model = {{"name", scores.model},
                {"rank", scores.borda_rank},
                {"borda_points", scores.borda_points},
                {"means",
                 {{"mean_task", rounded_score(scores.mean_task)},
                  {"mean_task_type", rounded_score(scores.mean_task_type)},
                  {"mean_subset", rounded_score(scores.mean_subset)},
                  {"mean_public", rounded_score(scores.mean_public)},
                  {"mean_private", rounded_score(scores.mean_private)}}}};
  if (!sources.zero_shot.empty()) {
    const auto& share = sources.zero_shot.at(row);
    model["zero_shot"] = share ? Json(*share) : Json(nullptr);
  }
  Json& types = model["types"] = Json::array();
  for (const auto& score : scores.types) types.push_back(rounded_score(score));
  Json& tasks = model["tasks"] = Json::array();
  for (const auto& score : scores.tasks) tasks.push_back(rounded_score(score));
  if (Json intervals = intervals_of(sources, scores.model); !intervals.is_null()) {
    model["intervals"] = std::move(intervals);
  }
  model["criteria"] = criteria_of_model(scores.model, measured, records, meta);
  model["card"] = card_of(scores.model, meta, results);
  model["runs"] = report_runs(results);
  model["changed"] = std::move(changed);
  model["newest"] = newest > 0 ? Json(newest) : Json(nullptr);
  return model;
}

}  // namespace assay
