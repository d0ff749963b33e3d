#include "cli/report_evidence.h"

#include <utility>

#include "assay/decision.h"
#include "assay/error.h"

namespace assay::cli {
namespace {

// Each task by itself costs a bootstrap of its own: with more of them only all together are compared.
constexpr std::size_t kMostTasksAlone = 12;

// The strict comparison where it is possible, else one that leaves out what is of different data.
std::optional<QualityComparison> compare(const std::vector<StoredResult>& results,
                                         const std::vector<BenchmarkTask>& tasks,
                                         std::vector<std::string>& notes) {
  try {
    return compare_quality(results, tasks, {});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kBadData) throw;
    notes.push_back(std::string("Differences are not tested: ") + error.what());
    return std::nullopt;
  }
}

ReportSources::Comparison comparison_of(const QualityComparison& quality, std::string over) {
  ReportSources::Comparison comparison{.over = std::move(over), .method = "", .verdicts = {}};
  std::string unit;
  for (const PairVerdict& pair : quality.pairs) {
    if (pair.outcome == PairVerdict::Outcome::kNotTested) continue;
    unit = pair.unit;
    using Outcome = ReportSources::Verdict::Outcome;
    comparison.verdicts.push_back(
        {.first = quality.models[pair.first].model,
         .second = quality.models[pair.second].model,
         .difference = pair.difference,
         .low = pair.interval ? std::optional(pair.interval->low) : std::nullopt,
         .high = pair.interval ? std::optional(pair.interval->high) : std::nullopt,
         .p = pair.p_holm,
         .outcome = pair.outcome == PairVerdict::Outcome::kBetter ? Outcome::kFirstIsBetter
                                                                  : Outcome::kCannotTell,
         .words = describe(pair, quality)});
  }
  comparison.method = "Randomisation test over " + unit + ", " +
                      std::to_string(quality.options.resampling.resamples) +
                      " resamples, p-values corrected for all pairs tested (Holm).";
  return comparison;
}

void add_costs(const QualityComparison& quality, const ResultChoice& choice,
               ReportSources& sources) {
  for (const Candidate& candidate :
       make_candidates(quality, choice.results(), choice.chosen().tasks)) {
    auto& values = sources.measured[candidate.model];
    for (const auto& [criterion, value] : candidate.values) {
      if (criterion != Criterion::kQuality) values[std::string(info_of(criterion).name)] = value;
    }
  }
}

}  // namespace

void add_evidence(const ResultChoice& choice, ReportSources& sources) {
  const auto& tasks = choice.chosen().tasks;
  const auto all = compare(choice.results(), tasks, sources.notes);
  if (!all) return;
  const auto add = [&](const QualityComparison& quality, const std::string& task,
                       std::string over) {
    for (const ModelQuality& model : quality.models) {
      if (!model.interval) continue;
      sources.intervals[model.model][task] = {model.interval->low, model.interval->high};
    }
    auto comparison = comparison_of(quality, std::move(over));
    if (!comparison.verdicts.empty()) sources.comparisons.push_back(std::move(comparison));
  };
  add(*all, "", tasks.size() == 1 ? tasks.front().name : "all tasks");
  sources.notes.insert(sources.notes.end(), all->notes.begin(), all->notes.end());
  add_costs(*all, choice, sources);
  if (tasks.size() < 2 || tasks.size() > kMostTasksAlone) return;
  for (const BenchmarkTask& task : tasks) {
    std::vector<std::string> ignored;  // it has been said of all tasks
    if (const auto one = compare(choice.results(), {task}, ignored))
      add(*one, task.name, task.name);
  }
}

}  // namespace assay::cli
