#include "compress/vector_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>

namespace assay {
namespace {

Matrix random_rows(std::size_t rows, std::size_t cols, unsigned seed) {
  std::mt19937 random(seed);
  Matrix matrix(rows, cols);
  for (std::size_t i = 0; i < rows; ++i) {
    for (float& x : matrix.row(i)) x = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
  }
  return matrix;
}

class VectorStoreTest : public ::testing::TestWithParam<VectorFormat> {};

// What the codes' dot products say, worked out the plain way.
TEST_P(VectorStoreTest, FindsTheLargestProductsOfTheCodes) {
  const Matrix rows = random_rows(200, 37, 1);
  const ComponentRanges ranges = find_ranges(rows);
  const VectorStore store(rows, 200, GetParam(), ranges);
  Matrix codes = rows.clone();
  Quantiser(GetParam(), ranges).to_codes(codes);
  const Matrix queries = random_rows(5, 37, 2);
  Matrix query_codes = queries.clone();
  Quantiser(GetParam(), ranges).to_codes(query_codes);
  for (std::size_t q = 0; q < 5; ++q) {
    std::vector<float> scores;
    for (std::size_t d = 0; d < 200; ++d) {
      scores.push_back(std::inner_product(codes.row(d).begin(), codes.row(d).end(),
                                          query_codes.row(q).begin(), 0.0F));
    }
    const auto found = store.search(queries.row(q), 10);
    std::vector<float> found_scores;
    for (const std::uint32_t d : found) found_scores.push_back(scores[d]);
    std::ranges::sort(scores, std::greater<>());
    scores.resize(10);
    ASSERT_EQ(found_scores.size(), 10U);
    for (std::size_t i = 0; i < 10; ++i) EXPECT_NEAR(found_scores[i], scores[i], 1e-4) << i;
  }
}

TEST_P(VectorStoreTest, RepeatsItsRows) {
  const Matrix rows = random_rows(3, 16, 1);
  const ComponentRanges ranges = find_ranges(rows);
  const VectorStore store(rows, 8, GetParam(), ranges);
  // Row 1 stands at 1, 4 and 7; no other vector is as like it as itself.
  auto found = store.search(rows.row(1), 3);
  std::ranges::sort(found);
  if (GetParam() == VectorFormat::kUint8) return;  // products of positive codes favour long vectors
  EXPECT_EQ(found, (std::vector<std::uint32_t>{1, 4, 7}));
}

TEST_P(VectorStoreTest, SearchesAreTimed) {
  const Matrix rows = random_rows(50, 16, 1);
  const ComponentRanges ranges = find_ranges(rows);
  const Spread spread = time_search(VectorStore(rows, 500, GetParam(), ranges), rows);
  EXPECT_GT(spread.median, 0);
  EXPECT_GE(spread.repeats, 3U);
}

INSTANTIATE_TEST_SUITE_P(Format, VectorStoreTest,
                         ::testing::Values(VectorFormat::kFloat32, VectorFormat::kFloat16,
                                           VectorFormat::kInt8, VectorFormat::kUint8,
                                           VectorFormat::kBinary),
                         [](const auto& entry) { return std::string(to_string(entry.param)); });

}  // namespace
}  // namespace assay
