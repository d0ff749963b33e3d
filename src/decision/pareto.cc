#include <algorithm>

#include "assay/decision.h"

namespace assay {
namespace {

// Larger is better.
std::optional<double> merit(const Candidate& candidate, Criterion criterion) {
  const auto value = value_of(candidate, criterion);
  if (!value) return std::nullopt;
  return info_of(criterion).higher_is_better ? *value : -*value;
}

// REQUIRES: both have all values.
bool dominates(const Candidate& one, const Candidate& other, std::span<const Criterion> criteria) {
  bool is_better = false;
  for (const Criterion criterion : criteria) {
    const double mine = *merit(one, criterion);
    const double theirs = *merit(other, criterion);
    if (mine < theirs) return false;
    is_better = is_better || mine > theirs;
  }
  return is_better;
}

}  // namespace

std::vector<Criterion> default_criteria(std::span<const Candidate> candidates) {
  const auto is_known = [&](Criterion criterion) {
    bool is_any = false;
    for (const Candidate& candidate : candidates) {
      if (!value_of(candidate, Criterion::kQuality)) continue;
      if (!value_of(candidate, criterion)) return false;
      is_any = true;
    }
    return is_any;
  };
  std::vector<Criterion> criteria{Criterion::kQuality};
  for (const Criterion criterion :
       {Criterion::kLatencyP95, Criterion::kMemory, Criterion::kCost, Criterion::kStorage}) {
    if (is_known(criterion)) criteria.push_back(criterion);
  }
  if (criteria.size() == 1 && is_known(Criterion::kParameters)) {
    criteria.push_back(Criterion::kParameters);
  }
  return criteria;
}

void mark_pareto(std::span<Candidate> candidates, std::span<const Criterion> criteria) {
  std::vector<Candidate*> whole;
  for (Candidate& candidate : candidates) {
    candidate.is_pareto = false;
    if (std::ranges::all_of(criteria,
                            [&](Criterion c) { return value_of(candidate, c).has_value(); })) {
      whole.push_back(&candidate);
    }
  }
  for (Candidate* candidate : whole) {
    candidate->is_pareto = std::ranges::none_of(
        whole, [&](const Candidate* other) { return dominates(*other, *candidate, criteria); });
  }
}

}  // namespace assay
