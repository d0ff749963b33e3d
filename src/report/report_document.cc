#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "assay/catalogue.h"
#include "assay/report_page.h"
#include "report/name_index.h"
#include "report/pareto.h"
#include "report/report_criteria.h"
#include "report/report_models.h"
#include "report/report_queries.h"

namespace assay {
namespace {

constexpr int kSchemaVersion = 1;
constexpr std::size_t kMostNamed = 8;

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMostNamed; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kMostNamed) {
    text += " and " + std::to_string(names.size() - kMostNamed) + " more";
  }
  return text;
}

std::string count_of(std::size_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

// "2.10.0" before "2.9.1" would be wrong: part by part, as numbers.
bool is_older_version(const std::string& a, const std::string& b) {
  const auto parts = [](const std::string& text) {
    std::vector<unsigned long> numbers(1, 0);
    for (const char c : text) {
      if (c == '.') {
        numbers.push_back(0);
      } else if (c >= '0' && c <= '9') {
        numbers.back() = numbers.back() * 10 + static_cast<unsigned long>(c - '0');
      }
    }
    return numbers;
  };
  return parts(a) < parts(b);
}

std::string version_range(const std::set<std::string>& versions) {
  if (versions.empty()) return "";
  const auto [low, high] = std::ranges::minmax_element(versions, is_older_version);
  return *low == *high ? *low : *low + " – " + *high;
}

// What the results of a task were made with.
struct TaskOrigins {
  std::map<std::string, std::size_t> revisions;  // of the data -> number of models
  std::set<std::string> mteb_versions;
  std::string main_score;  // as the side files say
};

std::map<std::string, TaskOrigins> origins_of_tasks(const std::vector<ReportResult>& results) {
  std::map<std::string, TaskOrigins> origins;
  for (const ReportResult& result : results) {
    TaskOrigins& task = origins[result.stored.result.task_name];
    ++task.revisions[result.stored.result.dataset_revision];
    if (const std::string& version = result.stored.result.mteb_version; !version.empty()) {
      task.mteb_versions.insert(version);
    }
    if (task.main_score.empty()) {
      task.main_score = text_member(member_or_null(result.record, "task"), "main_score");
    }
  }
  return origins;
}

Json report_task(const TaskColumn& column, const TaskOrigins& origins) {
  const auto info = find_task(column.name);
  std::vector<std::pair<std::string, std::size_t>> revisions(origins.revisions.begin(),
                                                             origins.revisions.end());
  std::ranges::stable_sort(revisions, std::greater<>{}, [](const auto& r) { return r.second; });
  std::string metric = info ? info->main_score : origins.main_score;
  if (metric.empty()) metric = "main_score";
  return {{"name", column.name},
          {"type", column.type},
          {"metric", metric},
          {"public", column.is_public},
          {"dataset", info ? info->dataset_path : ""},
          {"revisions", revisions},
          {"mteb_versions", version_range(origins.mteb_versions)}};
}

// The means that a benchmark names, the one that ranks first; that over tasks where it names none.
Json means_of(const ReportSources& sources) {
  Json means = Json::array();
  for (const std::string& name : sources.aggregations) {
    if (name == "mean_task" || name == "mean_subset") means.push_back(name);
    if (name == "mean_task_type" && sources.table.types.size() > 1) means.push_back(name);
    if (name == "public_private") means.insert(means.end(), {"mean_public", "mean_private"});
  }
  if (means.empty()) means.push_back("mean_task");
  return means;
}

Json report_comparisons(const ReportSources& sources) {
  NameIndex rows;
  for (const BenchmarkRow& row : sources.table.rows) rows.place_of(row.model);
  const std::size_t known = rows.size();
  Json list = Json::array();
  for (const ReportSources::Comparison& comparison : sources.comparisons) {
    std::set<std::size_t> models;
    Json pairs = Json::array();
    for (const ReportSources::Verdict& verdict : comparison.verdicts) {
      const std::size_t first = rows.place_of(verdict.first);
      const std::size_t second = rows.place_of(verdict.second);
      if (first >= known || second >= known) continue;
      using Outcome = ReportSources::Verdict::Outcome;
      const char* outcome = verdict.outcome == Outcome::kFirstIsBetter    ? "better"
                            : verdict.outcome == Outcome::kSecondIsBetter ? "worse"
                                                                          : "same";
      models.insert({first, second});
      pairs.push_back({first, second, rounded_score(verdict.difference), rounded_score(verdict.low),
                       rounded_score(verdict.high), verdict.p ? Json(*verdict.p) : Json(nullptr),
                       outcome, verdict.words});
    }
    if (pairs.empty()) continue;
    list.push_back({{"over", comparison.over},
                    {"method", comparison.method},
                    {"models", models},
                    {"pairs", std::move(pairs)}});
  }
  return list;
}

Json used_criteria(const Json& models) {
  Json list = Json::array();
  for (const ReportCriterion& criterion : report_criteria()) {
    const bool is_used = std::ranges::any_of(
        models, [&](const Json& model) { return model["criteria"].contains(criterion.key); });
    if (!is_used) continue;
    list.push_back({{"key", criterion.key},
                    {"label", criterion.label},
                    {"group", criterion.group},
                    {"unit", criterion.unit},
                    {"better", criterion.lower_is_better ? "lower" : "higher"},
                    {"log", criterion.is_logarithmic},
                    {"about", criterion.about}});
  }
  return list;
}

std::vector<std::string> notes_of(const ReportSources& sources, const Json& tasks,
                                  const Json& models) {
  std::vector<std::string> notes = sources.notes;
  std::set<std::string> incomplete;
  for (const MissingScores& gap : sources.missing) incomplete.insert(gap.model);
  if (!incomplete.empty()) {
    notes.push_back(count_of(incomplete.size(), "model") +
                    (incomplete.size() == 1 ? " lacks" : " lack") +
                    " a score on some task, so that a mean over all of them is undefined: " +
                    join({incomplete.begin(), incomplete.end()}));
  }
  std::vector<std::string> mixed;
  for (const Json& task : tasks) {
    if (task["revisions"].size() > 1) mixed.push_back(task["name"]);
  }
  if (!mixed.empty()) {
    notes.push_back("Results on " + count_of(mixed.size(), "task") +
                    " were made from different revisions of the data and are no fair comparison: " +
                    join(mixed));
  }
  std::vector<std::string> changed;
  std::set<std::string> machines;
  for (const Json& model : models) {
    if (!model["changed"].empty()) changed.push_back(model["name"]);
    for (const Json& run : model["runs"]) {
      const auto machine = run["machine"].get<std::string>();
      if (!machine.empty()) machines.insert(machine);
    }
  }
  if (!changed.empty()) {
    notes.push_back("Result files of " + count_of(changed.size(), "model") +
                    " are not as assay wrote them, somebody has edited them: " + join(changed));
  }
  if (machines.size() > 1) {
    notes.push_back("The results come from " + std::to_string(machines.size()) +
                    " machines: compare speeds with care (" +
                    join({machines.begin(), machines.end()}) + ")");
  }
  return notes;
}

}  // namespace

Json make_report(const ReportSources& sources) {
  std::map<std::string, ModelResults> by_model;
  for (const ReportResult& result : sources.results) {
    by_model[result.stored.model].push_back(&result);
  }
  const auto origins = origins_of_tasks(sources.results);
  Json tasks = Json::array();
  for (const TaskColumn& column : sources.table.columns) {
    const auto known = origins.find(column.name);
    tasks.push_back(report_task(column, known == origins.end() ? TaskOrigins{} : known->second));
  }
  Json models = Json::array();
  std::vector<ModelResults> results;
  for (std::size_t row = 0; row < sources.table.rows.size(); ++row) {
    results.push_back(by_model[sources.table.rows[row].model]);
    models.push_back(report_model(sources, row, results.back()));
  }
  const bool has_intervals =
      std::ranges::any_of(models, [](const Json& model) { return model.contains("intervals"); });
  Json notes = notes_of(sources, tasks, models);
  return {{"schema_version", kSchemaVersion},
          {"title", sources.title},
          {"assay", sources.program},
          {"benchmark", sources.benchmark.empty() ? Json(nullptr) : Json(sources.benchmark)},
          {"groups", {{"top", kTopShare}, {"sweet", kSweetShare}}},
          {"means", means_of(sources)},
          {"has_intervals", has_intervals},
          {"criteria", used_criteria(models)},
          {"types", sources.table.types},
          {"tasks", std::move(tasks)},
          {"models", std::move(models)},
          {"significance", report_comparisons(sources)},
          {"queries", report_queries(sources, results)},
          {"notes", std::move(notes)}};
}

}  // namespace assay
