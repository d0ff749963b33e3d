#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/benchmark.h"
#include "assay/json.h"
#include "assay/result.h"
#include "assay/uncertainty.h"

// From stored results to a decision (docs/decisions.md): which models can be told apart, what each
// costs, which are worth a look, which to take. Reads result files and what lies beside them; every
// number is a pure function of those.
namespace assay {

// --- Quality -------------------------------------------------------------------------------------

struct DecisionOptions {
  double level = 0.95;  // of intervals; tests are at 1 - level
  double power = 0.8;   // of the minimum detectable difference
  ResampleOptions resampling;
  // What is drawn: rows (queries, pairs, ...) say how the models do on other rows of these tasks,
  // tasks how they do on other tasks like these. kAuto: rows where both models have them on all
  // tasks, else tasks when there are enough (kFewestTasks).
  enum class Unit { kAuto, kRows, kTasks } unit = Unit::kAuto;
  // Compare scores made on different revisions of a data set all the same.
  bool any_revision = false;
};
// With fewer tasks a randomisation test over tasks cannot reach 0.05: 2 / 2^6 = 0.03.
inline constexpr std::size_t kFewestTasks = 6;

struct ModelQuality {
  std::string model;
  // Mean over the tasks; nullopt when the model lacks one.
  std::optional<double> score;
  std::optional<Interval>
      interval;  // of resampled rows; nullopt without rows, see `why_no_interval`
  std::string why_no_interval;
  // Rank group: 1 = the best model and all that it is not shown to be better than, 2 = the best of
  // the others and so on. 0 = without a score, or not tested.
  std::size_t group = 0;
};

// Two models on the same rows or tasks.
struct PairVerdict {
  enum class Outcome {
    kBetter,      // the first is better than the second: p_holm <= 1 - level
    kCannotTell,  // the data do not tell them apart
    kNotTested,   // see `reason`
  };
  std::size_t first = 0;  // places in QualityComparison::models; the first has the higher score
  std::size_t second = 0;
  Outcome outcome = Outcome::kNotTested;
  std::string reason;
  double difference = 0;              // of the scores, first - second
  std::optional<Interval> interval;   // paired bootstrap (BCa)
  std::optional<double> p_bootstrap;  // two-sided; nullopt without an interval
  double p_value = 1;                 // randomisation test, two-sided
  double p_holm = 1;  // adjusted over all pairs, or over those with the same first model
  double minimum_detectable = 0;  // difference that would be found with `power`
  std::string unit;               // what was drawn: "rows" or "tasks"
  std::size_t units = 0;          // how many of them
  // How many more would decide, if the difference stays as it is; 0 = there are enough, nullopt =
  // it is 0.
  std::optional<double> more_units;
};

struct QualityComparison {
  std::vector<ModelQuality> models;  // best first; those without a score last
  std::vector<PairVerdict> pairs;    // first < second; all of them up to kMostModelsInPairs models
  std::vector<std::string> notes;    // what is absent and why, sentences
  DecisionOptions options;
};
// With more models only those pairs are tested that rank groups need, each group's best with all
// after it, without intervals.
inline constexpr std::size_t kMostModelsInPairs = 12;

// Compares models by their mean main score over `tasks`, as make_benchmark_table has it. REQUIRES:
// one result for each model and task (join_revisions). Throws Error{kBadData} when two results that
// assay made are of different revisions or (split, subset) pairs of a task's data, or of different
// rows, naming them. With any_revision, and for results that assay did not make (of mteb, published
// ones), a note says so instead; such tasks are left out of the tests.
[[nodiscard]] QualityComparison compare_quality(std::span<const StoredResult> results,
                                                std::span<const BenchmarkTask> tasks,
                                                const DecisionOptions& options);
// "A is better than B: ...", "A and B cannot be told apart: ...": one sentence with the numbers.
[[nodiscard]] std::string describe(const PairVerdict& pair, const QualityComparison& comparison);
[[nodiscard]] Json to_json(const QualityComparison& comparison);

// The scores of every row of one result (docs/results.md), from its side file.
struct RowScores {
  Json tables = Json::object();  // split -> subset -> {"ids": [...], "<column>": [...]}
  std::string why_absent;        // "" when there are some
};
[[nodiscard]] RowScores read_row_scores(const std::filesystem::path& result_file);

// The metric of one (split, subset) as a statistic of the rows kept for several models, or why there
// is none: {nullptr, "no scores of single rows are kept for f1"}. Throws Error{kBadData} naming
// `where` when the models have different rows.
struct RowStatisticOrReason {
  std::unique_ptr<RowStatistic> statistic;
  std::string reason;
};
[[nodiscard]] RowStatisticOrReason make_row_statistic(std::span<const Json* const> tables,
                                                      std::span<const std::string> models,
                                                      const std::string& metric,
                                                      const std::string& where);

// --- Costs ---------------------------------------------------------------------------------------

// What models are weighed by. nullopt = the results do not say.
enum class Criterion {
  kQuality,     // score, a fraction
  kLatencyP50,  // seconds of a single query
  kLatencyP95,
  kThroughput,  // tokens per second
  kMemory,      // bytes that the process needs at the peak
  kWeights,     // bytes of the weights
  kCost,        // dollars per million tokens
  kStorage,     // bytes per million vectors, as float32
  kEnergy,      // watt-hours per million tokens
  kParameters,
  kDimension,
};
struct CriterionInfo {
  Criterion criterion;
  std::string_view name;   // "latency_p95", in JSON and on the command line
  std::string_view title;  // "p95", over a column
  std::string_view words;  // "p95 latency", in a sentence
  bool higher_is_better;
};
[[nodiscard]] std::span<const CriterionInfo> all_criteria();
[[nodiscard]] const CriterionInfo& info_of(Criterion criterion);
// By name, "-" and "_" alike.
[[nodiscard]] std::optional<Criterion> find_criterion(std::string_view name);

struct Candidate {
  std::string model;
  std::map<Criterion, double> values;     // those that are known
  std::map<std::string, double> metrics;  // mean over the tasks that have it, by name
  std::optional<Interval> interval;       // of the quality
  std::size_t group = 0;                  // rank group
  bool is_pareto = false;
};
[[nodiscard]] std::optional<double> value_of(const Candidate& candidate, Criterion criterion);
// "12.3 ms", "512 MB", "62.50" (a score, in percent), "$0.0200", "1.54 GB" (storage), "-".
[[nodiscard]] std::string print_value(Criterion criterion, const std::optional<double>& value);

// One for each model of `quality`, in its order. What it costs comes from the measurements beside
// its results (docs/results.md; those made in the precision of the results first), what is still
// missing from the records of its results, then from mteb's registry (parameters, dimension,
// weights). Pareto marks are over `default_criteria`.
[[nodiscard]] std::vector<Candidate> make_candidates(const QualityComparison& quality,
                                                     std::span<const StoredResult> results,
                                                     std::span<const BenchmarkTask> tasks);
// Quality and those of latency_p95, memory, cost and storage that are known of every candidate with
// a quality; parameters where no other is.
[[nodiscard]] std::vector<Criterion> default_criteria(std::span<const Candidate> candidates);
// Marks the candidates to which no other is at least equal in every criterion and better in one.
// One that lacks a value of a criterion is not marked.
void mark_pareto(std::span<Candidate> candidates, std::span<const Criterion> criteria);

// --- Recommendation ------------------------------------------------------------------------------

struct Constraint {
  std::string text;  // as it was asked for: "latency_p95 <= 20 ms"
  std::optional<Criterion> criterion;
  std::string metric;  // where `criterion` is nullopt: "ndcg_at_10"
  bool is_upper = true;
  double bound = 0;
};
// The value is inside the bound; nullopt when it is not known.
[[nodiscard]] std::optional<bool> holds(const Constraint& constraint, const Candidate& candidate);

struct Exclusion {
  std::size_t candidate = 0;
  std::string reason;
};
struct Recommendation {
  std::vector<std::size_t> frontier;  // places of candidates that fit, best quality first
  std::vector<Criterion> criteria;    // that the frontier is over
  std::optional<std::size_t> pick;
  std::optional<std::size_t> runner_up;
  std::vector<Exclusion> excluded;
  std::vector<std::string> reasons;  // sentences, for pick and runner-up
};
// Without weights: of the models that are not shown to be worse than the best one that fits, the one
// that is best in the first criterion of `default_criteria` after quality; the same again without it
// is the runner-up. With weights: the largest weighted sum of values scaled to [0, 1] among those
// that fit (linear for quality, by ratio for the others).
[[nodiscard]] Recommendation recommend(std::span<const Candidate> candidates,
                                       const QualityComparison& quality,
                                       std::span<const Constraint> constraints,
                                       const std::map<Criterion, double>& weights);

// --- Gate ----------------------------------------------------------------------------------------

// A metric may fall by at most `max_drop` (a fraction) against a baseline.
struct DropLimit {
  std::string metric;  // "ndcg_at_10"; "main_score" = that of each task
  double max_drop = 0;
};
struct DropFinding {
  std::string task;
  std::string metric;
  double baseline = 0;
  double candidate = 0;
  double drop = 0;  // baseline - candidate
  double max_drop = 0;
  std::optional<Interval> interval;  // of the drop, two-sided at `level`
  // Of "the drop is at most max_drop" against more, Holm-adjusted over all findings; nullopt without
  // rows.
  std::optional<double> p_exceeds;
  // Of "the drop is at least max_drop" against less, likewise: whether it is shown to be small
  // enough.
  std::optional<double> p_within;
  enum class Outcome {
    kHolds,      // the drop is at most max_drop
    kFails,      // it is more, and that is no chance
    kUndecided,  // it is more, but that may be chance; or there are no rows to tell by
  } outcome = Outcome::kHolds;
  std::string remark;
  std::optional<double> more_rows;  // that would decide
};
// Compares the results of one model (`candidate`) with those of another or an earlier one, task by
// task, on the same rows. Tasks that only one side has are named in `*skipped`. Throws
// Error{kBadData} where the data differ, and when no task has a metric that was asked for.
[[nodiscard]] std::vector<DropFinding> check_drops(std::span<const StoredResult> baseline,
                                                   std::span<const StoredResult> candidate,
                                                   std::span<const DropLimit> limits,
                                                   const DecisionOptions& options,
                                                   std::vector<std::string>* skipped = nullptr);

}  // namespace assay
