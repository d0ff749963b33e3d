#include "decision/ranks.h"

#include <algorithm>
#include <numeric>

namespace assay {

Places places_of(std::span<const double> values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return values[i]; });
  Places places{.of_row = std::vector<std::uint32_t>(values.size())};
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || values[order[i]] != values[order[i - 1]]) ++places.count;
    places.of_row[order[i]] = static_cast<std::uint32_t>(places.count - 1);
  }
  return places;
}

void rank_places(const Places& places, std::span<const std::uint32_t> counts,
                 std::vector<double>& rank_of_place) {
  rank_of_place.assign(places.count, 0.0);
  for (std::size_t i = 0; i < counts.size(); ++i) rank_of_place[places.of_row[i]] += counts[i];
  double before = 0;
  for (double& rank : rank_of_place) {
    const double here = rank;
    rank = before + (here + 1) / 2;
    before += here;
  }
}

std::vector<double> ranks_of(const Places& places) {
  const std::vector<std::uint32_t> once(places.of_row.size(), 1);
  std::vector<double> by_place;
  rank_places(places, once, by_place);
  std::vector<double> ranks;
  ranks.reserve(places.of_row.size());
  for (const std::uint32_t place : places.of_row) ranks.push_back(by_place[place]);
  return ranks;
}

}  // namespace assay
