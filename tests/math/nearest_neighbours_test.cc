#include "math/nearest_neighbours.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay {
namespace {

using Subsets = std::vector<std::vector<std::size_t>>;
using Places = std::vector<std::uint32_t>;

Matrix points_of(const std::vector<std::vector<float>>& rows) {
  Matrix points(rows.size(), rows.front().size());
  for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(rows[i], points.row(i).begin());
  return points;
}

TEST(NearestNeighboursTest, SearchWithinEachSubset) {
  const Matrix points = points_of({{0, 0}, {1, 0}, {2, 0}, {3, 0}, {9, 9}});
  const Matrix queries = points_of({{2.9F, 0}, {-1, 0}});
  const auto nearest = nearest_neighbours(queries, points, Subsets{{0, 1, 2, 3}, {4, 1, 0}}, 2, 1);
  ASSERT_EQ(nearest.size(), 2U);
  const auto places_of = [&](std::size_t subset, std::size_t query) {
    Places places(nearest[subset].begin() + static_cast<std::ptrdiff_t>(2 * query),
                  nearest[subset].begin() + static_cast<std::ptrdiff_t>(2 * query + 2));
    std::ranges::sort(places);
    return places;
  };
  EXPECT_EQ(places_of(0, 0), (Places{2, 3}));
  EXPECT_EQ(places_of(0, 1), (Places{0, 1}));
  EXPECT_EQ(places_of(1, 0), (Places{1, 2}));
}

TEST(NearestNeighboursTest, EarlierPointsWinTies) {
  const Matrix points = points_of({{1}, {-1}, {1}, {-1}});
  const Matrix queries = points_of({{0}});
  EXPECT_EQ(nearest_neighbours(queries, points, Subsets{{0, 1, 2, 3}}, 2, 1).front(),
            (Places{0, 1}));
  EXPECT_EQ(nearest_neighbours(queries, points, Subsets{{3, 0, 1, 2}}, 1, 1).front(), (Places{0}));
}

TEST(NearestNeighboursTest, EqualASortOfAllDistancesAtAnyNumberOfThreads) {
  Matrix points(70, 20);
  Matrix queries(101, 20);
  std::uint32_t state = 7;
  for (Matrix* matrix : {&points, &queries}) {
    for (std::size_t i = 0; i < matrix->rows() * matrix->cols(); ++i) {
      state = state * 1664525U + 1013904223U;
      matrix->data()[i] = static_cast<float>(state >> 8U) / 16777216.0F;
    }
  }
  Subsets subset(1);
  for (std::size_t i = 0; i < 70; i += 3) subset.front().push_back(i);
  const auto nearest = nearest_neighbours(queries, points, subset, 5, 1).front();
  EXPECT_EQ(nearest, nearest_neighbours(queries, points, subset, 5, 3).front());
  for (std::size_t q = 0; q < queries.rows(); ++q) {
    std::vector<std::pair<double, std::uint32_t>> all;
    for (std::uint32_t place = 0; place < subset.front().size(); ++place) {
      double distance = 0;
      for (std::size_t j = 0; j < 20; ++j) {
        const double d = static_cast<double>(queries.row(q)[j]) -
                         static_cast<double>(points.row(subset.front()[place])[j]);
        distance += d * d;
      }
      all.emplace_back(distance, place);
    }
    std::ranges::sort(all);
    Places found(nearest.begin() + static_cast<std::ptrdiff_t>(5 * q),
                 nearest.begin() + static_cast<std::ptrdiff_t>(5 * q + 5));
    std::ranges::sort(found);
    Places expected;
    for (std::size_t i = 0; i < 5; ++i) expected.push_back(all[i].second);
    std::ranges::sort(expected);
    EXPECT_EQ(found, expected);
  }
}

}  // namespace
}  // namespace assay
