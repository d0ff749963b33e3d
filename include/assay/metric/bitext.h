#pragma once

#include <cstdint>
#include <span>

namespace assay {

// How well the sentence found for each query is its translation, all in [0, 1]. A class is a
// sentence that is somebody's translation; precision, recall and F1 of each class are weighted by
// how many queries belong to it, and are 0 where their denominator is (scikit-learn's "weighted"
// averages). So a right answer counts less when other queries are sent to the same sentence.
struct MatchScores {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  double accuracy = 0;  // share of queries whose sentence was found
};

// gold[i] and found[i]: number of the right sentence and of the one found for query i.
// REQUIRES: equal sizes, at least one query.
[[nodiscard]] MatchScores score_matches(std::span<const std::uint32_t> gold,
                                        std::span<const std::uint32_t> found);

}  // namespace assay
