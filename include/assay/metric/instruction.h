#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace assay {

// How a document's rank moved when the instruction changed so that it is no longer relevant
// (FollowIR, Weller et al., 2024, https://arxiv.org/abs/2403.15246), in (-1, 1): positive when it
// fell. With ranks from 1:
//   changed / original - 1 when original >= changed, else 1 - original / changed
[[nodiscard]] double rank_change_score(std::size_t original_rank, std::size_t changed_rank);

}  // namespace assay
