#include "math/top_k_product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace assay {
namespace {

Matrix matrix_of(std::size_t rows, std::size_t cols, std::initializer_list<float> values) {
  Matrix m(rows, cols);
  std::copy(values.begin(), values.end(), m.data());
  return m;
}

// Small integers: every product and sum is exact in float, so scores tie often and any order of addition agrees.
Matrix random_integers(std::size_t rows, std::size_t cols, unsigned seed) {
  std::mt19937 random(seed);
  Matrix m(rows, cols);
  for (std::size_t i = 0; i < rows * cols; ++i)
    m.data()[i] = static_cast<float>(random() % 7) - 3.0F;
  return m;
}

std::vector<std::uint32_t> documents_of(const std::vector<Hit>& hits) {
  std::vector<std::uint32_t> documents;
  for (const Hit& hit : hits) documents.push_back(hit.document);
  return documents;
}

TEST(TopKProductTest, KeepsTheLargestDotProductsBestFirst) {
  const Matrix queries = matrix_of(2, 2, {1, 0, 0, 1});
  const Matrix documents = matrix_of(4, 2, {0.1F, 0.9F, 0.5F, 0.2F, 0.7F, -1.0F, 0.3F, 0.4F});
  const std::vector<std::uint32_t> id_rank = {0, 1, 2, 3};
  TopKProduct product(queries, 2);
  product.add({documents.data(), 8}, 0, id_rank);
  const auto hits = product.finish();
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(documents_of(hits[0]), (std::vector<std::uint32_t>{2, 1}));
  EXPECT_EQ(documents_of(hits[1]), (std::vector<std::uint32_t>{0, 3}));
  EXPECT_FLOAT_EQ(hits[0][0].score, 0.7F);
  EXPECT_FLOAT_EQ(hits[1][1].score, 0.4F);
}

TEST(TopKProductTest, BreaksTiesByTheLargerIdRankWhateverTheOrderOfArrival) {
  const Matrix queries = matrix_of(1, 1, {1});
  const Matrix documents = matrix_of(4, 1, {2, 2, 2, 2});
  TopKProduct product(queries, 3);
  product.add({documents.data(), 4}, 0, std::vector<std::uint32_t>{7, 30, 4, 9});
  EXPECT_EQ(documents_of(product.finish()[0]), (std::vector<std::uint32_t>{1, 3, 0}));
}

TEST(TopKProductTest, GivesAllDocumentsWhenThereAreFewerThanK) {
  const Matrix queries = matrix_of(1, 1, {-1});
  const Matrix documents = matrix_of(2, 1, {1, -4});
  TopKProduct product(queries, 10);
  product.add({documents.data(), 2}, 5, std::vector<std::uint32_t>{0, 1});
  EXPECT_EQ(documents_of(product.finish()[0]), (std::vector<std::uint32_t>{6, 5}));
}

TEST(TopKProductTest, GivesNothingWithoutDocuments) {
  TopKProduct product(matrix_of(1, 1, {1}), 3);
  const auto hits = product.finish();
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_TRUE(hits[0].empty());
}

// Against sorting all scores, for sizes around the widths of registers and tiles.
TEST(TopKProductTest, EqualsSortAndCutForAnySizeBlockAndThreadCount) {
  for (const std::size_t num_queries : {1U, 3U, 15U, 16U, 17U, 50U}) {
    for (const std::size_t num_documents : {1U, 5U, 6U, 7U, 97U}) {
      for (const std::size_t dimension : {1U, 3U, 8U, 31U}) {
        const Matrix queries = random_integers(num_queries, dimension, 1);
        const Matrix documents = random_integers(num_documents, dimension, 2);
        std::vector<std::uint32_t> id_rank(num_documents);
        std::iota(id_rank.begin(), id_rank.end(), 0U);
        std::shuffle(id_rank.begin(), id_rank.end(), std::mt19937(3));
        for (const unsigned threads : {1U, 2U, 5U}) {
          const std::size_t block = 1 + (num_documents * threads) / 7;
          TopKProduct product(queries, 4, threads);
          for (std::size_t d = 0; d < num_documents; d += block) {
            const std::size_t n = std::min(block, num_documents - d);
            product.add({documents.data() + d * dimension, n * dimension},
                        static_cast<std::uint32_t>(d), std::span(id_rank).subspan(d, n));
          }
          const auto hits = product.finish();
          for (std::size_t q = 0; q < num_queries; ++q) {
            std::vector<std::uint32_t> order(num_documents);
            std::iota(order.begin(), order.end(), 0U);
            std::vector<float> scores(num_documents);
            for (std::size_t d = 0; d < num_documents; ++d) {
              for (std::size_t i = 0; i < dimension; ++i) {
                scores[d] += queries.row(q)[i] * documents.row(d)[i];
              }
            }
            std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
              return scores[a] != scores[b] ? scores[a] > scores[b] : id_rank[a] > id_rank[b];
            });
            order.resize(std::min<std::size_t>(4, num_documents));
            ASSERT_EQ(documents_of(hits[q]), order)
                << num_queries << " x " << num_documents << " x " << dimension << ", query " << q;
            for (const Hit& hit : hits[q]) ASSERT_EQ(hit.score, scores[hit.document]);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace assay
