#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// Values as places in their order: equal values share a place, the smallest has place 0. What ranks
// of any sample of the rows are made from without sorting again.
struct Places {
  std::vector<std::uint32_t> of_row;
  std::size_t count = 0;  // of different values
};
[[nodiscard]] Places places_of(std::span<const double> values);

// The rank that each place has when row i counts counts[i] times: the mean of the ranks of equal
// values (scipy.stats.rankdata), from 1. A place that no row is in has no meaningful rank.
void rank_places(const Places& places, std::span<const std::uint32_t> counts,
                 std::vector<double>& rank_of_place);

// Of the rows as they are: rank of each row.
[[nodiscard]] std::vector<double> ranks_of(const Places& places);

}  // namespace assay
