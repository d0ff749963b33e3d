#include "cli/constraint_flags.h"

#include <algorithm>

#include "assay/error.h"
#include "cli/quantity.h"

namespace assay::cli {
namespace {

// "--max-latency-p95" of latency_p95.
std::string flag_of(const CriterionInfo& info) {
  std::string name(info.name);
  std::ranges::replace(name, '_', '-');
  return (info.higher_is_better ? "--min-" : "--max-") + name;
}

const char* value_name(Criterion criterion) {
  switch (criterion) {
    case Criterion::kLatencyP50:
    case Criterion::kLatencyP95:
      return "TIME";
    case Criterion::kMemory:
    case Criterion::kWeights:
    case Criterion::kStorage:
      return "BYTES";
    default:
      return "N";
  }
}

}  // namespace

void ConstraintFlags::declare(FlagSet& flags) {
  for (const CriterionInfo& info : all_criteria()) {
    if (info.criterion == Criterion::kQuality) continue;
    flags.text(flag_of(info), bounds_[info.criterion], value_name(info.criterion),
               std::string(info.higher_is_better ? "At least this " : "At most this ") +
                   std::string(info.words));
  }
  flags.texts("--min", metrics_, "METRIC=N",
              "At least this mean over the tasks with the metric (ndcg@10=0.6, score=60%)");
}

std::vector<Constraint> ConstraintFlags::constraints() const {
  std::vector<Constraint> constraints;
  for (const auto& [criterion, bound] : bounds_) {
    if (bound.empty()) continue;
    const CriterionInfo& info = info_of(criterion);
    constraints.push_back({.text = flag_of(info) + " " + bound,
                           .criterion = criterion,
                           .metric = "",
                           .is_upper = !info.higher_is_better,
                           .bound = parse_quantity(bound, criterion, flag_of(info))});
  }
  for (const std::string& text : metrics_) {
    const auto [name, value] = split_assignment(text, "--min");
    constraints.push_back({.text = "--min " + text,
                           .criterion = name == "main_score" ? std::optional(Criterion::kQuality)
                                                             : find_criterion(name),
                           .metric = metric_name(name),
                           .is_upper = false,
                           .bound = 0});
    Constraint& made = constraints.back();
    made.bound = made.criterion ? parse_quantity(value, *made.criterion, "--min")
                                : parse_fraction(value, "--min");
  }
  return constraints;
}

void DecisionFlags::declare_resampling(FlagSet& flags) {
  flags.count("--resamples", resamples_,
              "Resamples of bootstrap and randomisation tests (default: 10000)");
  flags.count("--seed", seed_, "Of the resampling (default: 42)");
}

void DecisionFlags::declare(FlagSet& flags) {
  declare_resampling(flags);
  flags.choice("--over", unit_, {"auto", "rows", "tasks"},
               "What is resampled: queries and rows, or tasks (default: rows where they are kept)");
  flags.flag("--any-revision", any_revision_,
             "Compare results of different data all the same; a note says which");
}

DecisionOptions DecisionFlags::options() const {
  if (resamples_ == 0) throw Error(ErrorKind::kUsage, "--resamples: at least 1 is needed");
  using Unit = DecisionOptions::Unit;
  return {.resampling = {.resamples = resamples_, .seed = seed_},
          .unit = unit_ == "rows"    ? Unit::kRows
                  : unit_ == "tasks" ? Unit::kTasks
                                     : Unit::kAuto,
          .any_revision = any_revision_};
}

}  // namespace assay::cli
