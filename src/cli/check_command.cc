#include <algorithm>
#include <map>
#include <utility>

#include "assay/decision.h"
#include "assay/error.h"
#include "assay/report.h"
#include "assay/run.h"
#include "cli/command.h"
#include "cli/constraint_flags.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/quantity.h"
#include "cli/result_choice.h"
#include "cli/word_filter.h"

namespace assay::cli {
namespace {

constexpr const char* kDetails =
    "A drop fails when it is larger than allowed and the paired test on the same rows says that "
    "this is no chance\n"
    "(Holm over all that is checked). A larger drop that may be chance passes with a warning; with "
    "--strict everything\n"
    "fails that is not shown to be inside its bound. Exit code 0: all holds; 1: something fails or "
    "cannot be checked.";

using Outcome = DropFinding::Outcome;

// One model against its baseline.
struct ModelCheck {
  std::string model;
  std::string baseline;
  std::vector<DropFinding> drops;
  std::vector<std::string> skipped;
  struct Bound {
    std::string text;
    std::optional<bool> holds;
    std::string value;
  };
  std::vector<Bound> bounds;
};

class CheckCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "check"; }
  [[nodiscard]] std::string summary() const override {
    return "Fail when results are worse than a baseline, for CI";
  }
  [[nodiscard]] std::string details() const override { return kDetails; }

  void declare(FlagSet& flags) override {
    flags.arguments("PATH", paths_, "Folders with the results to check (default: results)");
    flags.text("--baseline", baseline_, "DIR", "Folder with the results to compare with");
    flags.texts("--max-drop", max_drops_, "METRIC=N",
                "By how much a metric may fall in each task (ndcg@10=0.005, main_score=0.5%)");
    flags.texts("--models", models_, "TEXT", "Only models with one of these in their name");
    flags.text("--baseline-model", baseline_model_, "NAME",
               "The model of the baseline (default: the one of the same name, else the only one)");
    bounds_.declare(flags);
    flags.flag("--strict", strict_, "Fail unless every drop is shown to be inside its bound");
    decision_.declare_resampling(flags);
    flags.flag("--json", json_, "Print one JSON object");
  }

  [[nodiscard]] int execute() override {
    const DecisionOptions options = decision_.options();
    const auto constraints = bounds_.constraints();
    const auto limits = parse_limits();
    if (limits.empty() && constraints.empty()) {
      throw Error(ErrorKind::kUsage, "check: nothing to check: give --max-drop or another bound");
    }
    if (limits.empty() != baseline_.empty()) {
      throw Error(ErrorKind::kUsage, "check: --max-drop and --baseline belong together");
    }
    if (paths_.empty()) paths_ = {"results"};
    const auto candidates = read(paths_, models_);
    const auto baselines =
        baseline_.empty() ? ByModel{} : read({baseline_}, std::vector<std::string>{});
    std::vector<ModelCheck> checks;
    for (const auto& [model, results] : candidates) {
      ModelCheck check{.model = model, .baseline = "", .drops = {}, .skipped = {}, .bounds = {}};
      if (!limits.empty()) {
        const auto& before = baseline_of(model, baselines);
        check.baseline = before.front().model;
        check.drops = check_drops(before, results, limits, options, &check.skipped);
      }
      check.bounds = check_bounds(results, constraints);
      checks.push_back(std::move(check));
    }
    const bool holds_all =
        std::ranges::all_of(checks, [&](const auto& one) { return passes(one); });
    json_ ? print_json(checks, holds_all) : print_text(checks, holds_all);
    return holds_all ? kExitDone : kExitFailed;
  }

 private:
  using ByModel = std::map<std::string, std::vector<StoredResult>>;

  [[nodiscard]] std::vector<DropLimit> parse_limits() const {
    std::vector<DropLimit> limits;
    for (const std::string& text : max_drops_) {
      const auto [name, value] = split_assignment(text, "--max-drop");
      limits.push_back(
          {.metric = metric_name(name), .max_drop = parse_fraction(value, "--max-drop " + name)});
      if (limits.back().max_drop < 0) {
        throw Error(ErrorKind::kUsage, "--max-drop " + name + ": negative");
      }
    }
    return limits;
  }

  // By model. Throws Error{kBadData} when there is nothing, or a file was changed after writing:
  // a gate on edited numbers would be none.
  static ByModel read(const std::vector<std::string>& paths,
                      const std::vector<std::string>& models) {
    std::vector<StoredResult> results;
    for (const std::string& path : paths) {
      auto found = find_results(path);
      std::ranges::move(found, std::back_inserter(results));
    }
    if (!models.empty()) {
      std::erase_if(results, [&](const StoredResult& result) {
        return std::ranges::none_of(
            models, [&](const std::string& text) { return has_all_words(result.model, {text}); });
      });
    }
    if (results.empty()) {
      throw Error(ErrorKind::kBadData, "check: no result files below " + paths.front() +
                                           (models.empty() ? "" : " for what was asked for"));
    }
    results = join_revisions(std::move(results));
    const auto changed = find_changed_files(results);
    if (!changed.empty()) throw Error(ErrorKind::kBadData, changed.front());
    ByModel by_model;
    for (StoredResult& result : results) by_model[result.model].push_back(std::move(result));
    return by_model;
  }

  [[nodiscard]] const std::vector<StoredResult>& baseline_of(const std::string& model,
                                                             const ByModel& baselines) const {
    const auto found = baselines.find(baseline_model_.empty() ? model : baseline_model_);
    if (found != baselines.end()) return found->second;
    if (baseline_model_.empty() && baselines.size() == 1) return baselines.begin()->second;
    throw Error(ErrorKind::kUsage,
                "check: the baseline has no results of " +
                    (baseline_model_.empty() ? model + ", and several models: name one with "
                                                       "--baseline-model"
                                             : baseline_model_));
  }

  static std::vector<ModelCheck::Bound> check_bounds(const std::vector<StoredResult>& results,
                                                     const std::vector<Constraint>& constraints) {
    std::vector<ModelCheck::Bound> bounds;
    if (constraints.empty()) return bounds;
    std::vector<BenchmarkTask> tasks;
    for (const StoredResult& result : results) {
      tasks.push_back({.name = result.result.task_name, .subsets = {}, .splits = {}});
    }
    QualityComparison quality;
    quality.models.push_back({.model = results.front().model,
                              .score = mean_score(results),
                              .interval = std::nullopt,
                              .why_no_interval = ""});
    const Candidate candidate = make_candidates(quality, results, tasks).front();
    for (const Constraint& constraint : constraints) {
      ModelCheck::Bound bound{
          .text = constraint.text, .holds = holds(constraint, candidate), .value = "-"};
      if (constraint.criterion) {
        bound.value =
            print_value(*constraint.criterion, value_of(candidate, *constraint.criterion));
      } else if (const auto metric = candidate.metrics.find(constraint.metric);
                 metric != candidate.metrics.end()) {
        bound.value = print_percent(metric->second);
      }
      bounds.push_back(std::move(bound));
    }
    return bounds;
  }

  static std::optional<double> mean_score(const std::vector<StoredResult>& results) {
    double sum = 0;
    for (const StoredResult& result : results) {
      const auto score = mean_main_score(result.result);
      if (!score) return std::nullopt;
      sum += *score / static_cast<double>(results.size());
    }
    return sum;
  }

  [[nodiscard]] bool passes(const DropFinding& drop) const {
    // Without rows there is no test, and a bare difference is no ground to let it pass.
    if (drop.outcome == Outcome::kUndecided && !drop.p_exceeds) return false;
    if (strict_) return drop.p_within && *drop.p_within <= kAlpha;
    return drop.outcome != Outcome::kFails;
  }
  [[nodiscard]] bool passes(const ModelCheck& check) const {
    return std::ranges::all_of(check.drops, [&](const auto& drop) { return passes(drop); }) &&
           std::ranges::all_of(check.bounds,
                               [](const auto& bound) { return bound.holds.value_or(false); });
  }

  [[nodiscard]] std::string judge(const DropFinding& drop) const {
    if (!passes(drop)) return "FAILS";
    return drop.outcome == Outcome::kUndecided ? "may be chance" : "holds";
  }

  void print_text(const std::vector<ModelCheck>& checks, bool holds_all) const {
    std::string text;
    for (const ModelCheck& check : checks) {
      text += check.model + (check.baseline.empty() ? "" : " against " + check.baseline) + "\n";
      Table table{.header = {"Task", "Metric", "Baseline", "Now", "Drop", "Allowed",
                             "95 % interval", "p", "Verdict"},
                  .rows = {},
                  .left_columns = {0, 1, 8}};
      std::string remarks;
      for (const DropFinding& drop : check.drops) {
        table.rows.push_back(
            {drop.task, drop.metric, print_percent(drop.baseline), print_percent(drop.candidate),
             print_percent(drop.drop), print_percent(drop.max_drop),
             drop.interval
                 ? print_percent(drop.interval->low) + " to " + print_percent(drop.interval->high)
                 : "-",
             print_p(drop.p_exceeds), judge(drop)});
        remarks += remark_on(drop);
      }
      if (!table.rows.empty()) text += print_table(table, TableStyle::kTerminal);
      text += remarks;
      for (const ModelCheck::Bound& bound : check.bounds) {
        text += bound.text + ": " + bound.value +
                (!bound.holds   ? ", not known: FAILS"
                 : *bound.holds ? ", holds"
                                : ", FAILS") +
                "\n";
      }
      for (const std::string& line : check.skipped) text += "Not checked: " + line + "\n";
    }
    print(text + (holds_all ? "All holds.\n" : "Not all holds.\n"));
  }

  static std::string print_p(const std::optional<double>& p) {
    if (!p) return "-";
    const std::string digits = std::to_string(*p);
    return digits.substr(0, digits.find('.') + 5);
  }

  [[nodiscard]] std::string remark_on(const DropFinding& drop) const {
    std::string text;
    const std::string where = drop.task + ", " + drop.metric + ": ";
    if (!drop.remark.empty()) text += where + "not tested: " + drop.remark + "\n";
    if (drop.outcome == Outcome::kUndecided && drop.more_rows && *drop.more_rows > 0) {
      text += where + "more than allowed, but that may be chance; about " +
              print_count(*drop.more_rows) + " more rows would decide\n";
    }
    if (strict_ && !passes(drop) && drop.outcome == Outcome::kHolds) {
      text += where + "not shown to be inside the bound\n";
    }
    return text;
  }

  void print_json(const std::vector<ModelCheck>& checks, bool holds_all) const {
    Json models = Json::array();
    for (const ModelCheck& check : checks) {
      Json drops = Json::array();
      for (const DropFinding& drop : check.drops) {
        drops.push_back({{"task", drop.task},
                         {"metric", drop.metric},
                         {"baseline", drop.baseline},
                         {"now", drop.candidate},
                         {"drop", drop.drop},
                         {"max_drop", drop.max_drop},
                         {"interval", drop.interval ? Json{drop.interval->low, drop.interval->high}
                                                    : Json(nullptr)},
                         {"p_exceeds", drop.p_exceeds ? Json(*drop.p_exceeds) : Json(nullptr)},
                         {"p_within", drop.p_within ? Json(*drop.p_within) : Json(nullptr)},
                         {"outcome", drop.outcome == Outcome::kHolds   ? "holds"
                                     : drop.outcome == Outcome::kFails ? "fails"
                                                                       : "undecided"},
                         {"passes", passes(drop)},
                         {"more_rows", drop.more_rows ? Json(*drop.more_rows) : Json(nullptr)},
                         {"remark", drop.remark}});
      }
      Json bounds = Json::array();
      for (const ModelCheck::Bound& bound : check.bounds) {
        bounds.push_back({{"bound", bound.text},
                          {"value", bound.value},
                          {"holds", bound.holds ? Json(*bound.holds) : Json(nullptr)}});
      }
      models.push_back({{"model", check.model},
                        {"baseline", check.baseline},
                        {"drops", std::move(drops)},
                        {"bounds", std::move(bounds)},
                        {"not_checked", check.skipped},
                        {"passes", passes(check)}});
    }
    const Json all = {{"passes", holds_all}, {"models", std::move(models)}};
    print(all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  }

  static constexpr double kAlpha = 0.05;

  std::vector<std::string> paths_;
  std::string baseline_;
  std::vector<std::string> max_drops_;
  std::vector<std::string> models_;
  std::string baseline_model_;
  ConstraintFlags bounds_;
  bool strict_ = false;
  DecisionFlags decision_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace assay::cli
