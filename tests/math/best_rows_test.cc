#include "math/best_rows.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "math/python_random.h"

namespace assay {
namespace {

Matrix random_matrix(std::size_t rows, std::size_t cols, std::uint32_t seed) {
  PythonRandom random(seed);
  Matrix matrix(rows, cols);
  for (std::size_t i = 0; i < rows * cols; ++i)
    matrix.data()[i] = static_cast<float>(random.uniform() - 0.5);
  return matrix;
}

TEST(BestRowsTest, FindsTheLargestProductWithBias) {
  const Matrix queries = random_matrix(131, 37, 1);
  for (const std::size_t count : {std::size_t{1}, std::size_t{7}, std::size_t{1025}}) {
    const Matrix candidates = random_matrix(count, 37, 2);
    std::vector<float> bias(count);
    for (std::size_t j = 0; j < count; ++j) bias[j] = static_cast<float>(j % 5) * 0.1F;
    const auto found = best_rows(queries, candidates, bias, 2);
    for (std::size_t i = 0; i < queries.rows(); ++i) {
      std::vector<double> scores(count);
      for (std::size_t j = 0; j < count; ++j) {
        scores[j] = bias[j];
        for (std::size_t d = 0; d < 37; ++d)
          scores[j] +=
              static_cast<double>(queries.row(i)[d]) * static_cast<double>(candidates.row(j)[d]);
      }
      // Float32 against double: a near tie may go the other way.
      EXPECT_NEAR(scores[found[i]], *std::ranges::max_element(scores), 1e-5);
    }
  }
}

TEST(BestRowsTest, OfEqualRowsTheFirstIsTaken) {
  const Matrix queries = random_matrix(5, 8, 3);
  Matrix candidates(3000, 8);
  for (std::size_t j = 0; j < 3000; ++j)
    std::ranges::copy(queries.row(0), candidates.row(j).begin());
  EXPECT_EQ(best_rows(queries, candidates, {}, 2), (std::vector<std::uint32_t>(5, 0)));
  std::ranges::fill(candidates.row(0), 0.0F);
  EXPECT_EQ(best_rows(queries, candidates, {}, 1)[0], 1U);
}

TEST(BestRowsTest, ThreadsChangeNothing) {
  const Matrix queries = random_matrix(500, 64, 4);
  const Matrix candidates = random_matrix(2000, 64, 5);
  EXPECT_EQ(best_rows(queries, candidates, {}, 1), best_rows(queries, candidates, {}, 4));
}

}  // namespace
}  // namespace assay
