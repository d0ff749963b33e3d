#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace assay {

// How a document's rank moved when the instruction changed so that it is no longer relevant
// (FollowIR, Weller et al., 2024, https://arxiv.org/abs/2403.15246), in (-1, 1): positive when it
// fell. With ranks from 1:
//   changed / original - 1 when original >= changed, else 1 - original / changed
[[nodiscard]] double rank_change_score(std::size_t original_rank, std::size_t changed_rank);

// A document's ranks with the original and with the changed instruction.
struct RankChange {
  std::size_t original = 1;
  std::size_t changed = 1;
};
// FollowIR's p-MRR: the mean over queries of the mean of rank_change_score over the query's documents.
// Queries without documents do not count; nullopt when there are no others.
[[nodiscard]] std::optional<double> p_mrr(std::span<const std::vector<RankChange>> queries);

// The smallest value of each group, in ascending order of the groups; value i belongs to group
// groups[i]. REQUIRES: equal sizes.
[[nodiscard]] std::vector<double> group_minima(std::span<const std::size_t> groups,
                                               std::span<const double> values);
// Their mean. With nDCG@10
// of the queries that ask for the same in other words it is robustness@10 (InstructIR, Oh et al.,
// 2024, https://arxiv.org/abs/2402.14334); with 1 for each query whose first result is relevant,
// and 0 for the others, paired accuracy (NevIR, Weller et al., 2023,
// https://arxiv.org/abs/2305.07614). nullopt without values. REQUIRES: equal sizes.
[[nodiscard]] std::optional<double> mean_of_group_minima(std::span<const std::size_t> groups,
                                                         std::span<const double> values);

}  // namespace assay
