#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "assay/decision.h"
#include "assay/report.h"

namespace assay::cli {

// Sorts by a criterion, the best first and those without a value last; equal ones keep their order.
void sort_candidates(std::vector<Candidate>& candidates, Criterion criterion);

// A row for each candidate: score with interval, rank group, Pareto mark, costs. "-" = not known.
[[nodiscard]] Table tabulate_candidates(const std::vector<Candidate>& candidates);

// What can be said of pairs of models: all pairs when they are few, else those of the best model.
[[nodiscard]] std::string describe_pairs(const QualityComparison& quality, bool all);

[[nodiscard]] Json candidates_to_json(const std::vector<Candidate>& candidates);

}  // namespace assay::cli
