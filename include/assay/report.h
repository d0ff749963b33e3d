#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/benchmark.h"
#include "assay/json.h"
#include "assay/result.h"

namespace assay {

// Columns of text. The first column is set flush left and the others flush right unless
// `left_columns` names them.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // each as long as the header
  std::vector<std::size_t> left_columns = {0};
};

enum class TableStyle { kTerminal, kMarkdown, kCsv };

// kTerminal draws a rule below the header; kCsv is RFC 4180, with "," and line feeds. Ends in a
// line feed.
[[nodiscard]] std::string print_table(const Table& table, TableStyle style);

// One cell of a comparison: what a model got on a task.
struct ScoreRow {
  std::string model;
  std::string task;
  std::string metric;
  std::optional<double> score;  // a fraction; printed in percent
  double tokens = 0;            // encoded for it
  double encode_seconds = 0;    // in this time
  // Of the whole evaluation; nullopt when the score was stored before.
  std::optional<double> seconds;
  std::string status;  // stands for a missing score: "failed"
};

// Models by tasks, with the mean over the tasks when there are several and a model has all of them,
// speed and time when one is known. Few tasks are columns, many are rows. In the order of the rows
// given.
[[nodiscard]] Table tabulate_scores(std::span<const ScoreRow> rows);

// Which columns a table of models has beside their names.
struct SummaryColumns {
  // Of mean_task, mean_task_type, task_types, mean_subset, public_private, as a benchmark names them.
  std::vector<std::string> aggregations;
  // By row; empty = no such column.
  std::vector<std::optional<int>> zero_shot;
  bool with_tasks = false;  // one column for each task, behind the others
};
// A row for each model: rank, model, zero-shot share, means, types, tasks.
[[nodiscard]] Table tabulate_summary(const BenchmarkTable& benchmark,
                                     const SummaryColumns& columns);
// A row for each task, a column for each model, in the table's order.
[[nodiscard]] Table tabulate_tasks(const BenchmarkTable& benchmark);
// A row for each model, a column for each language.
[[nodiscard]] Table tabulate_languages(const LanguageTable& table);
// The whole table as JSON (docs/cli.md); scores are fractions, null where undefined.
[[nodiscard]] Json benchmark_to_json(const BenchmarkTable& benchmark,
                                     const SummaryColumns& columns);
// A line for each model that lacks something: how much, and what, naming at most `most_named` tasks.
// "" when nothing is missing. `num_tasks`: how many were asked for.
[[nodiscard]] std::string print_missing(std::span<const MissingScores> missing,
                                        std::size_t num_tasks, std::size_t most_named = 10);

// A result file for reading: what, when, every metric of every split and subset (those of a family
// with "_at_k" on one line), and how it came about when its side file `record` is not null.
[[nodiscard]] std::string print_result(const TaskResult& result, const Json& record,
                                       TableStyle style);

// "12.34" of 0.12344: percent with two decimals, without the sign. "-" for none.
[[nodiscard]] std::string print_percent(const std::optional<double>& fraction);
// "0.4 s", "32 s", "5 min 07 s", "2 h 05 min".
[[nodiscard]] std::string print_duration(double seconds);
// "11,240".
[[nodiscard]] std::string print_count(double count);

}  // namespace assay
