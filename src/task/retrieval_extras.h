#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "assay/dataset.h"
#include "assay/json.h"
#include "task/retrieval_scores.h"
#include "task/retrieval_search.h"

namespace assay {

// An evaluated (split, subset), for the scores that only some tasks have. Everything is by query, in
// the order of data.queries.
struct RetrievalOutcome {
  const RetrievalData& data;
  const Rankings& rankings;  // as they are scored
  std::span<const ScoredQuery> queries;
  const ScoresPerQuery& scores;
  std::span<const std::size_t> k_values;
  std::string main_score;  // the task's
};

// Adds the scores that the catalogue calls `extra_scores` to the score object, with mteb's keys
// (docs/metrics.md): p_mrr, max_over_subqueries, robustness_at_10, paired_accuracy, ifir_levels,
// recall_cap. An undefined score is null. Throws Error{kNotSupported} for another kind, kBadData when
// the ids of the queries do not say what belongs together or a cut-off that the score needs is not
// among k_values. Where the main score is a mean over groups of queries, `columns` gets it by query
// (docs/results.md): the group's at its first query, null at the others.
void add_extra_scores(const std::string& kind, const RetrievalOutcome& outcome, Json& block,
                      Json& columns);

}  // namespace assay
