#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/catalogue.h"
#include "assay/result.h"

// From the results of models on tasks to the table of a benchmark (docs/benchmarks.md). Pure
// functions; the definitions are those of mteb's leaderboard.
namespace assay {

// One main score, or the place of one that is missing.
struct ScoreEntry {
  std::string model;
  std::string task;
  std::string split;
  std::string subset;
  std::vector<std::string> languages;
  std::optional<double> score;  // nullopt: undefined, or the model has none for this pair
};

// The scores of `results` on the tasks given, restricted to the splits and subsets that each takes
// (those of the catalogue where it says nothing). A model that has a result on a task gets an entry
// without score for every pair that is missing in it; a model without a result on the task gets
// none. A task that is not in the catalogue (own data) is taken as it is. REQUIRES: one result for
// each model and task (join_revisions).
[[nodiscard]] std::vector<ScoreEntry> select_scores(std::span<const StoredResult> results,
                                                    std::span<const BenchmarkTask> tasks);

// Models ranked over columns, each of which is a contest: in a column the models that have a score
// are ranked, equal scores sharing the average of their ranks, and earn N - rank points; a missing
// score earns none. `models_in_table` is N.
struct BordaRanks {
  std::vector<double> points;
  std::vector<std::size_t> ranks;  // 1 + number of models with more points
};
// `scores[model][column]`; all rows equally long.
[[nodiscard]] BordaRanks rank_by_borda(std::span<const std::vector<std::optional<double>>> scores,
                                       std::size_t models_in_table);

struct TaskColumn {
  std::string name;
  std::string type;  // "STS"
  bool is_public = true;
};

struct BenchmarkRow {
  std::string model;
  // By column. nullopt when the model lacks a (subset, split) that some model of the table has:
  // a mean over other parts of a task is no comparison.
  std::vector<std::optional<double>> tasks;
  std::vector<std::optional<double>> types;  // mean over the tasks of the type
  // Means; nullopt when one of their parts is.
  std::optional<double> mean_task;
  std::optional<double> mean_task_type;
  std::optional<double> mean_public;
  std::optional<double> mean_private;
  std::optional<double> mean_subset;  // over all (task, subset) of the mean over splits
  // What the model has, even where it is incomplete, against the other models.
  double borda_points = 0;
  std::size_t borda_rank = 0;
};

struct BenchmarkTable {
  std::vector<TaskColumn> columns;
  std::vector<std::string> types;  // in the order of their first column
  std::vector<BenchmarkRow> rows;  // best first
};

enum class RankBy {
  kBordaOverTasks,
  kMeanSubset,  // by mean_subset; the Borda count runs over (task, subset)
};

// One row for each model that has an entry with a score. Entries of tasks that are no column are
// left out.
[[nodiscard]] BenchmarkTable make_benchmark_table(std::span<const ScoreEntry> entries,
                                                  std::vector<TaskColumn> columns, RankBy rank_by);

// Columns of these tasks, with type and publicity from the catalogue ("own data" and private when it
// does not know them).
[[nodiscard]] std::vector<TaskColumn> columns_of(std::span<const BenchmarkTask> tasks);

// Scores by language: the mean over all entries of subsets in it, whatever their task.
struct LanguageTable {
  std::vector<std::string> languages;  // in the order of `wanted`, else of their first use
  struct Row {
    std::string model;
    std::vector<std::optional<double>> scores;  // by language
    std::size_t borda_rank = 0;                 // over the languages
  };
  std::vector<Row> rows;  // best first
};
// `wanted`: which languages; {"all"} = every one there is.
[[nodiscard]] LanguageTable make_language_table(std::span<const ScoreEntry> entries,
                                                std::span<const std::string> wanted);

// What a model lacks of what was asked for.
struct MissingScores {
  std::string model;
  std::string task;
  bool is_whole_task = false;      // no result at all
  std::vector<std::string> pairs;  // "test/en", where there is a result
};
// For each model with an entry, in the order of the entries, then tasks.
[[nodiscard]] std::vector<MissingScores> find_missing(std::span<const ScoreEntry> entries,
                                                      std::span<const BenchmarkTask> tasks);

// The tasks a model was trained on, as mteb's registry states them: its own, those of the model it
// was adapted from, and every task linked to one of them by adapted_from or superseded_by, in both
// directions, transitively. nullopt when the registry does not know the model or it states none.
[[nodiscard]] std::optional<std::vector<std::string>> training_tasks(const std::string& model);
// How many percent of the tasks the model was not trained on, rounded down; nullopt likewise, or
// without tasks.
[[nodiscard]] std::optional<int> zero_shot_percentage(const std::string& model,
                                                      std::span<const BenchmarkTask> tasks);

}  // namespace assay
