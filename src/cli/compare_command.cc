#include <algorithm>
#include <utility>

#include "assay/benchmark.h"
#include "assay/decision.h"
#include "assay/error.h"
#include "assay/report.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "cli/constraint_flags.h"
#include "cli/decision_view.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/quantity.h"
#include "cli/result_choice.h"
#include "cli/table_style.h"

namespace assay::cli {
namespace {

constexpr const char* kDetails =
    "PATH is any folder with result files below it: what assay run or mteb wrote, a cache of mteb, "
    "or a clone of the\n"
    "public results (github.com/embeddings-benchmark/results). Means are undefined ('-') as long "
    "as a model lacks a task;\n"
    "what is missing is listed. Ranks are mteb's Borda ranks. Intervals, rank groups and tests: "
    "docs/decisions.md.";

// More models than this make the table of tasks too wide for a terminal.
constexpr std::size_t kMostModelColumns = 8;
constexpr const char* kDefaultSort = "score";

class CompareCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "compare"; }
  [[nodiscard]] std::string summary() const override {
    return "Compare models by their results, over tasks or a benchmark";
  }
  [[nodiscard]] std::string details() const override { return kDetails; }

  void declare(FlagSet& flags) override {
    choice_.declare(flags);
    flags.flag("--by-language", by_language_, "A table of languages as well");
    flags.text("--sort", sort_, "COLUMN",
               "Sort the table of models by score (default), latency_p95, cost, parameters, ...");
    flags.texts("--filter", filters_, "BOUND",
                "Only models that fit in the table of models: latency_p95<=20ms, ndcg@10>=0.6");
    flags.flag("--pairs", all_pairs_, "What can be said of every pair of models");
    decision_.declare(flags);
    flags.choice("--format", format_, {"table", "markdown", "csv"}, "How tables are printed");
    flags.flag("--json", json_, "Print one JSON object with everything");
  }

  [[nodiscard]] int execute() override {
    const DecisionOptions options = decision_.options();
    const Criterion sort_by = parse_sort();
    std::vector<Constraint> bounds;
    for (const std::string& filter : filters_) {
      bounds.push_back(parse_constraint(filter, "--filter"));
    }
    choice_.read();
    chosen_ = choice_.chosen();
    const auto& entries = choice_.entries();
    const RankBy rank_by =
        chosen_.rank_by == "mean_subset" ? RankBy::kMeanSubset : RankBy::kBordaOverTasks;
    const BenchmarkTable table = make_benchmark_table(entries, columns_of(chosen_.tasks), rank_by);
    if (table.rows.empty()) {
      throw Error(ErrorKind::kBadData, "compare: no model has a score on any of the " +
                                           std::to_string(chosen_.tasks.size()) + " tasks");
    }
    quality_ = compare_quality(choice_.results(), chosen_.tasks, options);
    candidates_ = make_candidates(quality_, choice_.results(), chosen_.tasks);
    criteria_ = default_criteria(candidates_);
    std::erase_if(candidates_, [&](const Candidate& candidate) {
      return !std::ranges::all_of(
          bounds, [&](const Constraint& bound) { return holds(bound, candidate).value_or(false); });
    });
    sort_candidates(candidates_, sort_by);
    const auto missing = find_missing(entries, chosen_.tasks);
    if (json_) {
      print_json(table, entries, missing);
    } else {
      print_tables(table, entries, missing);
    }
    return kExitDone;
  }

 private:
  [[nodiscard]] Criterion parse_sort() const {
    const auto criterion = find_criterion(sort_);
    if (criterion) return *criterion;
    std::vector<std::string> names;
    for (const CriterionInfo& info : all_criteria()) names.emplace_back(info.name);
    throw Error(ErrorKind::kUsage,
                "--sort: there is no column '" + sort_ + "'" + did_you_mean(sort_, names));
  }

  [[nodiscard]] SummaryColumns summary_columns(const BenchmarkTable& table) const {
    SummaryColumns columns{.aggregations = chosen_.aggregations, .zero_shot = {}};
    if (table.types.size() == 1 && !choice_.has_benchmark()) columns.aggregations = {"mean_task"};
    if (chosen_.show_zero_shot) {
      for (const BenchmarkRow& row : table.rows) {
        columns.zero_shot.push_back(zero_shot_percentage(row.model, chosen_.tasks));
      }
    }
    return columns;
  }

  [[nodiscard]] LanguageTable language_table(const std::vector<ScoreEntry>& entries) const {
    if (!chosen_.language_view.empty()) return make_language_table(entries, chosen_.language_view);
    return make_language_table(entries, std::vector<std::string>{"all"});
  }

  void print_tables(const BenchmarkTable& table, const std::vector<ScoreEntry>& entries,
                    const std::vector<MissingScores>& missing) const {
    const TableStyle style = table_style_of(format_);
    SummaryColumns columns = summary_columns(table);
    // A file of comma-separated values is one table: of tasks, or with --sort or --filter of models.
    const bool models_by_tasks = style == TableStyle::kCsv;
    if (models_by_tasks && (sort_ != kDefaultSort || !filters_.empty())) {
      print(print_table(tabulate_candidates(candidates_), style));
      return;
    }
    columns.with_tasks = models_by_tasks || table.rows.size() > kMostModelColumns;
    std::string text = print_table(tabulate_summary(table, columns), style);
    if (!columns.with_tasks) text += "\n" + print_table(tabulate_tasks(table), style);
    if (by_language_)
      text += "\n" + print_table(tabulate_languages(language_table(entries)), style);
    if (!models_by_tasks) {
      text += "\n" + print_table(tabulate_candidates(candidates_), style);
      text += describe_marks() + describe_pairs(quality_, all_pairs_);
    }
    print(text);
    const std::string notes = describe_gaps(missing);
    if (notes.empty()) return;
    if (style == TableStyle::kCsv) {
      print_note(notes);  // beside the table, not in it
    } else {
      print("\n" + notes);
    }
  }

  // What the columns of the table of models mean.
  [[nodiscard]] std::string describe_marks() const {
    std::string text = "Group 1: the best and all that it is not shown to be better than. Pareto: ";
    for (std::size_t i = 0; i < criteria_.size(); ++i) {
      text += (i == 0 ? "" : ", ") + std::string(info_of(criteria_[i]).words);
    }
    return text + ".\n";
  }

  [[nodiscard]] std::string describe_gaps(const std::vector<MissingScores>& missing) const {
    std::string text = print_missing(missing, chosen_.tasks.size());
    if (!text.empty()) text = "Missing:\n" + text;
    if (!choice_.left_out().empty()) {
      text +=
          std::to_string(choice_.left_out().size()) + " tasks are left out, no model has a score:";
      for (const std::string& task : choice_.left_out()) text += " " + task;
      text += "\n";
    }
    if (!chosen_.private_tasks.empty()) {
      text += std::to_string(chosen_.private_tasks.size()) +
              " private tasks are left out, as in mteb's table\n";
    }
    const auto& unreadable = choice_.unreadable();
    if (!unreadable.empty()) {
      text += std::to_string(unreadable.size()) + " files are no results: " + unreadable.front() +
              (unreadable.size() > 1 ? ", ... (--json names all)\n" : "\n");
    }
    for (const std::string& line : choice_.changed()) text += "Changed: " + line + "\n";
    for (const std::string& note : quality_.notes) text += "Note: " + note + "\n";
    return text;
  }

  void print_json(const BenchmarkTable& table, const std::vector<ScoreEntry>& entries,
                  const std::vector<MissingScores>& missing) const {
    Json gaps = Json::array();
    for (const MissingScores& gap : missing) {
      gaps.push_back({{"model", gap.model},
                      {"task", gap.task},
                      {"pairs", gap.is_whole_task ? Json(nullptr) : Json(gap.pairs)}});
    }
    Json all = {{"benchmark", choice_.has_benchmark() ? Json(chosen_.name) : Json(nullptr)},
                {"models", benchmark_to_json(table, summary_columns(table))},
                {"missing", std::move(gaps)},
                {"left_out", choice_.left_out()},
                {"private", chosen_.private_tasks},
                {"unreadable", choice_.unreadable()},
                {"changed", choice_.changed()},
                {"candidates", candidates_to_json(candidates_)},
                {"quality", to_json(quality_)}};
    for (const Criterion criterion : criteria_) {
      all["pareto_criteria"].push_back(info_of(criterion).name);
    }
    if (by_language_) {
      Json& languages = all["languages"] = Json::object();
      const LanguageTable by_language = language_table(entries);
      for (const LanguageTable::Row& row : by_language.rows) {
        for (std::size_t i = 0; i < row.scores.size(); ++i) {
          languages[row.model][by_language.languages[i]] =
              row.scores[i] ? Json(*row.scores[i]) : Json(nullptr);
        }
      }
    }
    print(all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  }

  ResultChoice choice_{"compare"};
  DecisionFlags decision_;
  bool by_language_ = false;
  std::string sort_ = kDefaultSort;
  std::vector<std::string> filters_;
  bool all_pairs_ = false;
  std::string format_ = "table";
  bool json_ = false;

  BenchmarkChoice chosen_;
  QualityComparison quality_;
  std::vector<Candidate> candidates_;
  std::vector<Criterion> criteria_;
};

}  // namespace

std::unique_ptr<Command> make_compare_command() { return std::make_unique<CompareCommand>(); }

}  // namespace assay::cli
