#include "math/mini_batch_kmeans.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace assay {
namespace {

// Five overlapping groups of points with a pattern of their own; exact in Python too.
Matrix pattern(std::size_t n, std::size_t d) {
  Matrix points(n, d);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const std::size_t number = ((i * i + 1) * 7919 + (j + 3) * 104729 * (i + 1)) % 1009;
      points.row(i)[j] = static_cast<float>(static_cast<double>(number) / 1009.0 +
                                            (j % 3 == 0 ? static_cast<double>(i % 5) : 0.0));
    }
  }
  return points;
}

std::vector<std::uint32_t> all_rows(const Matrix& matrix) {
  std::vector<std::uint32_t> rows(matrix.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

struct Expected {
  std::size_t n, d, clusters, batch;
  std::vector<std::uint32_t> first_labels;
  std::uint64_t checksum;  // sum of label * (row + 1)
};

// scikit-learn 1.9.1: MiniBatchKMeans(n_clusters, batch_size, n_init=1, random_state=42).fit(X).
TEST(MiniBatchKMeansTest, GivesTheLabelsOfScikitLearn) {
  const std::vector<Expected> cases{
      {60, 6, 4, 500, {1, 1, 2, 2, 3, 1, 1, 2, 0, 3, 1, 1, 2, 0, 3, 1, 1, 2, 2, 3}, 2702},
      {3000, 16, 8, 512, {6, 1, 5, 0, 2, 3, 1, 4, 0, 7, 6, 1, 5, 0, 2, 6, 1, 5, 0, 7}, 13496694}};
  for (const Expected& expected : cases) {
    const Matrix points = pattern(expected.n, expected.d);
    const auto labels = mini_batch_kmeans(
        {points, all_rows(points)}, {.clusters = expected.clusters, .batch_size = expected.batch});
    std::uint64_t checksum = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) checksum += labels[i] * (i + 1);
    for (std::size_t i = 0; i < expected.first_labels.size(); ++i) {
      EXPECT_EQ(labels[i], expected.first_labels[i]) << expected.n << ", row " << i;
    }
    EXPECT_EQ(checksum, expected.checksum) << expected.n;
  }
}

TEST(MiniBatchKMeansTest, RowsDrawnSeveralTimesAreAsIfTheyWereCopies) {
  const Matrix points = pattern(50, 8);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < 400; ++i) rows.push_back(i * 37 % 50);
  Matrix copies(rows.size(), 8);
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::ranges::copy(points.row(rows[i]), copies.row(i).begin());
  const KMeansOptions options{.clusters = 5, .batch_size = 64};
  EXPECT_EQ(mini_batch_kmeans({points, rows}, options),
            mini_batch_kmeans({copies, all_rows(copies)}, options));
}

TEST(MiniBatchKMeansTest, VersionsOfScikitLearnDiffer) {
  const Matrix points = pattern(3000, 16);
  const auto rows = all_rows(points);
  std::set<std::vector<std::uint32_t>> results;
  for (const auto version : {SklearnVersion::k1_2, SklearnVersion::k1_3, SklearnVersion::k1_9}) {
    results.insert(
        mini_batch_kmeans({points, rows}, {.clusters = 8, .batch_size = 512, .version = version}));
  }
  EXPECT_EQ(results.size(), 3U);
}

TEST(MiniBatchKMeansTest, EqualPointsAndAsManyClustersAsPointsAreNoProblem) {
  Matrix points(4, 3);
  const auto rows = all_rows(points);
  EXPECT_EQ(mini_batch_kmeans({points, rows}, {.clusters = 3, .batch_size = 10}),
            (std::vector<std::uint32_t>{0, 0, 0, 0}));
  const Matrix distinct = pattern(4, 3);
  EXPECT_EQ(mini_batch_kmeans({distinct, rows}, {.clusters = 4, .batch_size = 10}).size(), 4U);
}

}  // namespace
}  // namespace assay
