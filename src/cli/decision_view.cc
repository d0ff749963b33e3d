#include "cli/decision_view.h"

#include <algorithm>
#include <functional>

namespace assay::cli {
namespace {

constexpr std::size_t kFewPairs = 6;
constexpr std::size_t kMostOfBest = 10;

// Between score, group and Pareto mark, and the end.
constexpr Criterion kColumns[] = {
    Criterion::kLatencyP50, Criterion::kLatencyP95, Criterion::kThroughput, Criterion::kMemory,
    Criterion::kCost,       Criterion::kStorage,    Criterion::kParameters};

std::string print_interval(const std::optional<Interval>& interval) {
  if (!interval) return "-";
  return print_percent(interval->low) + "-" + print_percent(interval->high);
}

}  // namespace

void sort_candidates(std::vector<Candidate>& candidates, Criterion criterion) {
  std::ranges::stable_sort(candidates, [&](const Candidate& a, const Candidate& b) {
    const auto x = value_of(a, criterion);
    const auto y = value_of(b, criterion);
    if (!x || !y) return x.has_value() && !y.has_value();
    return info_of(criterion).higher_is_better ? *x > *y : *x < *y;
  });
}

Table tabulate_candidates(const std::vector<Candidate>& candidates) {
  Table table;
  table.header = {"Model", "Score", "95 % interval", "Group", "Pareto"};
  for (const Criterion criterion : kColumns) {
    table.header.emplace_back(info_of(criterion).title);
  }
  for (const Candidate& candidate : candidates) {
    auto& row = table.rows.emplace_back();
    row = {candidate.model,
           print_value(Criterion::kQuality, value_of(candidate, Criterion::kQuality)),
           print_interval(candidate.interval),
           candidate.group == 0 ? "-" : std::to_string(candidate.group),
           candidate.is_pareto ? "*" : ""};
    for (const Criterion criterion : kColumns) {
      row.push_back(print_value(criterion, value_of(candidate, criterion)));
    }
  }
  return table;
}

std::string describe_pairs(const QualityComparison& quality, bool all) {
  std::string text;
  std::size_t printed = 0;
  const bool few = all || quality.pairs.size() <= kFewPairs;
  for (const PairVerdict& pair : quality.pairs) {
    if (!few && (pair.first != 0 || printed == kMostOfBest)) continue;
    text += describe(pair, quality) + "\n";
    ++printed;
  }
  if (printed < quality.pairs.size()) {
    text += "(" + std::to_string(printed) + " of " + std::to_string(quality.pairs.size()) +
            " pairs; --pairs prints all)\n";
  }
  return text;
}

Json candidates_to_json(const std::vector<Candidate>& candidates) {
  Json list = Json::array();
  for (const Candidate& candidate : candidates) {
    Json entry = {
        {"model", candidate.model},
        {"group", candidate.group == 0 ? Json(nullptr) : Json(candidate.group)},
        {"pareto", candidate.is_pareto},
        {"interval", candidate.interval ? Json{candidate.interval->low, candidate.interval->high}
                                        : Json(nullptr)}};
    for (const CriterionInfo& info : all_criteria()) {
      const auto value = value_of(candidate, info.criterion);
      entry[std::string(info.name)] = value ? Json(*value) : Json(nullptr);
    }
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace assay::cli
