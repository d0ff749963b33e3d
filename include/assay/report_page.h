#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/benchmark.h"
#include "assay/json.h"
#include "assay/report.h"
#include "assay/result.h"

// The report: everything about a comparison of models in one document, and that document as a page,
// a chart or a table (docs/report.md). Pure functions of what they are given.
namespace assay {

// A stored result with what lies beside it.
struct ReportResult {
  StoredResult stored;
  Json record;               // how it came about (read_run_record); null = not known
  bool was_changed = false;  // the file is not the one that was written
  Json rows;                 // split -> subset -> scores of each query or row; null = none
};

// What is to be said about the queries of one (task, split, subset) beside their scores. Lists by
// query.
struct QueryTexts {
  std::vector<std::string> ids;
  std::vector<std::string> texts;
  std::vector<std::vector<std::string>> relevant;  // ids of documents, the most relevant first
  std::map<std::string, std::string> documents;    // texts by id
};

// The documents that a model found for a query, best first.
struct QueryRanking {
  std::string query_id;
  std::vector<std::string> document_ids;
};

struct ReportSources {
  std::string title;
  std::string benchmark;                      // "" = none
  std::vector<std::string> aggregations;      // the means to show, as a benchmark names them
  BenchmarkTable table;                       // its order of models is the report's
  std::vector<std::optional<int>> zero_shot;  // by row of the table; empty = not asked for
  std::vector<ReportResult> results;          // one for each model and task
  std::vector<MissingScores> missing;
  std::map<std::string, Json> model_meta;  // model_meta.json by model, where there is one
  Json program = Json::object();           // version and commit of assay
  // Values of criteria by model and name ("latency_p50"): they go before what results and registry
  // say.
  std::map<std::string, std::map<std::string, double>> measured;
  // 95 % intervals by model: of the mean over the tasks under "", of a task under its name.
  std::map<std::string, std::map<std::string, std::pair<double, double>>> intervals;
  // Comparisons of models in pairs.
  struct Verdict {
    std::string first;
    std::string second;
    double difference = 0;  // first - second, a fraction
    std::optional<double> low, high;
    std::optional<double> p;
    enum class Outcome {
      kFirstIsBetter,
      kSecondIsBetter,
      kCannotTell
    } outcome = Outcome::kCannotTell;
    std::string words;  // a sentence with the numbers; "" = the page says it
  };
  struct Comparison {
    std::string over;    // "all tasks", or a task
    std::string method;  // a sentence
    std::vector<Verdict> verdicts;
  };
  std::vector<Comparison> comparisons;
  // Empty functions, or ones that return nothing, where it is not known.
  std::function<std::optional<QueryTexts>(const std::string& task, const std::string& split,
                                          const std::string& subset)>
      texts;
  std::function<std::vector<QueryRanking>(const StoredResult& result, const std::string& split,
                                          const std::string& subset)>
      rankings;
  std::vector<std::string> notes;  // what a reader has to know; others are added
};

// The document of docs/report.md. REQUIRES: the table has a row and a column.
[[nodiscard]] Json make_report(const ReportSources& sources);

// The whole page: one HTML file that loads nothing. No text of the document can become markup or
// script in it.
[[nodiscard]] std::string print_report_page(const Json& report);

// Which two measures of a report make a chart: "mean_task", "type:STS", "task:SciFact", or a criterion
// ("parameters"). "" = the first mean and the first criterion that half of the models have.
struct ChartAxes {
  std::string x;
  std::string y;
};
// The chart as an SVG file, dark on white, for papers and model cards. Throws Error{kUsage} for a
// measure that the report does not have (naming the nearest) and kBadData when no model has a value
// for both.
[[nodiscard]] std::string draw_report_chart(const Json& report, const ChartAxes& axes);

// A row for each model: rank, group, means with an interval, types, tasks, criteria. For kCsv criteria
// are plain numbers in the unit that the heading names.
[[nodiscard]] Table tabulate_report(const Json& report, TableStyle style);

}  // namespace assay
