#include <algorithm>
#include <utility>

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
    "Without --weight: of the models that are not shown to be worse than the best one that fits, "
    "the fastest (or, as far\n"
    "as it is known, the smallest, cheapest, ...). Results of mteb and the public results do as "
    "well; what a model costs\n"
    "is known after assay run or assay bench (docs/decisions.md).";

class RecommendCommand final : public Command {
 public:
  [[nodiscard]] std::string name() const override { return "recommend"; }
  [[nodiscard]] std::string summary() const override {
    return "Name the model to take, under bounds and weights";
  }
  [[nodiscard]] std::string details() const override { return kDetails; }

  void declare(FlagSet& flags) override {
    choice_.declare(flags);
    bounds_.declare(flags);
    flags.texts("--weight", weights_, "NAME=N",
                "Weigh criteria against each other (score=2 latency_p95=1)");
    decision_.declare(flags);
    flags.choice("--format", format_, {"table", "markdown", "csv"}, "How the table is printed");
    flags.flag("--json", json_, "Print one JSON object");
  }

  [[nodiscard]] int execute() override {
    const DecisionOptions options = decision_.options();
    const auto constraints = bounds_.constraints();
    const auto weights = parse_weights();
    choice_.read();
    const auto& tasks = choice_.chosen().tasks;
    const QualityComparison quality = compare_quality(choice_.results(), tasks, options);
    auto candidates = make_candidates(quality, choice_.results(), tasks);
    if (candidates.empty()) {
      throw Error(ErrorKind::kBadData, "recommend: no model has a score on any of the " +
                                           std::to_string(tasks.size()) + " tasks");
    }
    const Recommendation found = recommend(candidates, quality, constraints, weights);
    for (Candidate& candidate : candidates) candidate.is_pareto = false;
    for (const std::size_t place : found.frontier) candidates[place].is_pareto = true;
    if (json_) {
      print_json(found, candidates, quality);
    } else {
      print_text(found, candidates, quality);
    }
    return found.pick ? kExitDone : kExitFailed;
  }

 private:
  [[nodiscard]] std::map<Criterion, double> parse_weights() const {
    std::map<Criterion, double> weights;
    std::vector<std::string> names;
    for (const CriterionInfo& info : all_criteria()) names.emplace_back(info.name);
    for (const std::string& text : weights_) {
      const auto [name, value] = split_assignment(text, "--weight");
      const auto criterion = find_criterion(name);
      if (!criterion) {
        throw Error(ErrorKind::kUsage,
                    "--weight: there is no '" + name + "'" + did_you_mean(name, names));
      }
      const double weight = parse_quantity(value, Criterion::kDimension, "--weight " + name);
      if (weight < 0) throw Error(ErrorKind::kUsage, "--weight " + name + ": negative");
      if (weight > 0) weights[*criterion] = weight;
    }
    return weights;
  }

  void print_text(const Recommendation& found, const std::vector<Candidate>& candidates,
                  const QualityComparison& quality) const {
    const TableStyle style = table_style_of(format_);
    std::vector<Candidate> frontier;
    for (const std::size_t place : found.frontier) frontier.push_back(candidates[place]);
    std::string text;
    if (!frontier.empty()) text = print_table(tabulate_candidates(frontier), style);
    if (style == TableStyle::kCsv) {
      print(text);
      return;
    }
    if (found.pick) {
      text += "\nTake " + candidates[*found.pick].model + ".\n";
    }
    for (const std::string& reason : found.reasons) text += reason + "\n";
    if (!found.excluded.empty()) text += "\nLeft out:\n";
    for (const Exclusion& exclusion : found.excluded) {
      text += candidates[exclusion.candidate].model + ": " + exclusion.reason + "\n";
    }
    for (const std::string& line : choice_.changed()) text += "Changed: " + line + "\n";
    for (const std::string& note : quality.notes) text += "Note: " + note + "\n";
    print(text);
  }

  void print_json(const Recommendation& found, const std::vector<Candidate>& candidates,
                  const QualityComparison& quality) const {
    const auto name_of = [&](const std::optional<std::size_t>& place) {
      return place ? Json(candidates[*place].model) : Json(nullptr);
    };
    Json frontier = Json::array();
    for (const std::size_t place : found.frontier) frontier.push_back(candidates[place].model);
    Json excluded = Json::array();
    for (const Exclusion& exclusion : found.excluded) {
      excluded.push_back(
          {{"model", candidates[exclusion.candidate].model}, {"reason", exclusion.reason}});
    }
    Json criteria = Json::array();
    for (const Criterion criterion : found.criteria) criteria.push_back(info_of(criterion).name);
    const Json all = {{"pick", name_of(found.pick)},
                      {"runner_up", name_of(found.runner_up)},
                      {"reasons", found.reasons},
                      {"frontier", std::move(frontier)},
                      {"pareto_criteria", std::move(criteria)},
                      {"excluded", std::move(excluded)},
                      {"changed", choice_.changed()},
                      {"candidates", candidates_to_json(candidates)},
                      {"quality", to_json(quality)}};
    print(all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  }

  ResultChoice choice_{"recommend"};
  ConstraintFlags bounds_;
  DecisionFlags decision_;
  std::vector<std::string> weights_;
  std::string format_ = "table";
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_recommend_command() { return std::make_unique<RecommendCommand>(); }

}  // namespace assay::cli
