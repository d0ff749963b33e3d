#include "cli/report_sources.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "assay/catalogue.h"
#include "assay/decision.h"
#include "assay/error.h"
#include "assay/run.h"
#include "assay_version.h"
#include "base/file.h"
#include "base/parallel.h"
#include "cli/report_evidence.h"
#include "cli/report_texts.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

// null when there is none or it is broken: it only adds to a report.
Json read_json_or_null(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return nullptr;
  try {
    return Json::parse(read_file(path), nullptr, /*allow_exceptions=*/false);
  } catch (const Error&) {
    return nullptr;
  }
}

std::vector<ReportResult> read_side_files(const std::vector<StoredResult>& results) {
  std::vector<ReportResult> all(results.size());
  parallel_for(results.size(), 0, [&](std::size_t i, unsigned) {
    ReportResult& result = all[i];
    result.stored = results[i];
    // Only the page of one model at a time would show single metrics; they are many.
    result.stored.result.scores.clear();
    const fs::path& path = results[i].path;
    const fs::path side = path.parent_path() / "assay";
    std::error_code ignored;
    if (!fs::exists(side, ignored)) return;
    result.record = read_run_record(path);
    result.was_changed = was_changed_after_writing(path, result.record);
    if (RowScores rows = read_row_scores(path); rows.why_absent.empty())
      result.rows = std::move(rows.tables);
  });
  return all;
}

std::string default_title(const ResultChoice& choice) {
  if (choice.has_benchmark()) return choice.chosen().name;
  const auto& tasks = choice.chosen().tasks;
  if (tasks.size() == 1) return tasks.front().name;
  const auto& starter = starter_task_names();
  const bool is_starter = std::ranges::all_of(tasks, [&](const BenchmarkTask& task) {
    return std::ranges::find(starter, task.name) != starter.end();
  });
  return is_starter ? "Starter tasks" : "Comparison of models";
}

void add_choice_notes(const ResultChoice& choice, std::vector<std::string>& notes) {
  const auto add = [&](const std::vector<std::string>& names, const std::string& about) {
    if (names.empty()) return;
    std::string text = std::to_string(names.size()) + " " + about + ": ";
    for (std::size_t i = 0; i < names.size() && i < 8; ++i) text += (i == 0 ? "" : ", ") + names[i];
    notes.push_back(text + (names.size() > 8 ? ", ..." : ""));
  };
  add(choice.left_out(), "tasks are left out, no model has a score");
  add(choice.chosen().private_tasks, "private tasks are left out, as in mteb's table");
  add(choice.unreadable(), "files are no results");
}

}  // namespace

ReportSources gather_report_sources(const ResultChoice& choice, const std::string& title,
                                    const std::string& data_root) {
  const BenchmarkChoice& chosen = choice.chosen();
  ReportSources sources;
  sources.title = title.empty() ? default_title(choice) : title;
  sources.benchmark = choice.has_benchmark() ? chosen.name : "";
  sources.aggregations = chosen.aggregations;
  sources.table = make_benchmark_table(
      choice.entries(), columns_of(chosen.tasks),
      chosen.rank_by == "mean_subset" ? RankBy::kMeanSubset : RankBy::kBordaOverTasks);
  if (sources.table.rows.empty()) {
    throw Error(ErrorKind::kBadData, "report: no model has a score on any of the " +
                                         std::to_string(chosen.tasks.size()) + " tasks");
  }
  if (chosen.show_zero_shot) {
    for (const BenchmarkRow& row : sources.table.rows) {
      sources.zero_shot.push_back(zero_shot_percentage(row.model, chosen.tasks));
    }
  }
  sources.missing = find_missing(choice.entries(), chosen.tasks);
  sources.results = read_side_files(choice.results());
  for (const StoredResult& result : choice.results()) {
    if (sources.model_meta.contains(result.model)) continue;
    sources.model_meta[result.model] =
        read_json_or_null(result.path.parent_path() / "model_meta.json");
  }
  sources.program = {{"version", ASSAY_VERSION}, {"commit", ASSAY_COMMIT}};
  sources.texts = [data_root](const std::string& task, const std::string& split,
                              const std::string& subset) {
    return read_query_texts(data_root, task, split, subset);
  };
  sources.rankings = read_rankings;
  add_choice_notes(choice, sources.notes);
  add_evidence(choice, sources);
  return sources;
}

}  // namespace assay::cli
