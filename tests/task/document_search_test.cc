#include "task/document_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace assay {
namespace {

Matrix matrix_of(std::initializer_list<std::initializer_list<float>> rows) {
  Matrix matrix(rows.size(), rows.begin()->size());
  std::size_t i = 0;
  for (const auto& row : rows) std::ranges::copy(row, matrix.row(i++).begin());
  return matrix;
}

std::string hits_as_text(const std::vector<Hit>& hits) {
  std::string text;
  for (const Hit& hit : hits) text += std::to_string(hit.document) + " ";
  return text;
}

TEST(DocumentSearchTest, RanksIdsByTheirBytes) {
  const std::array<std::string_view, 5> ids{"b", "a", "10", "9", "\u00e4"};
  EXPECT_EQ(ranks_of_ids(ids), (std::vector<std::uint32_t>{3, 2, 0, 1, 4}));
}

TEST(DocumentSearchTest, CosineIgnoresLengthsAndDotDoesNot) {
  const std::array<std::uint32_t, 3> ranks{0, 1, 2};
  const auto best_first = [&](Similarity similarity) {
    Matrix queries = matrix_of({{1, 0}});
    Matrix documents = matrix_of({{5, 5}, {1, 0}, {2, 1}});
    prepare_rows(queries, similarity);
    prepare_rows(documents, similarity);
    DocumentSearch search(std::move(queries), similarity, 3, 1);
    search.add(documents, 0, ranks);
    return hits_as_text(search.finish()[0]);
  };
  EXPECT_EQ(best_first(Similarity::kCosine), "1 2 0 ");
  EXPECT_EQ(best_first(Similarity::kDot), "0 2 1 ");
  EXPECT_EQ(best_first(Similarity::kEuclidean), "1 2 0 ");
  EXPECT_EQ(best_first(Similarity::kManhattan), "1 2 0 ");
}

TEST(DocumentSearchTest, DistancesAreNegated) {
  const std::vector<float> a{0, 0};
  const std::vector<float> b{3, 4};
  EXPECT_EQ(similarity_of(a, b, Similarity::kEuclidean), -5);
  EXPECT_EQ(similarity_of(a, b, Similarity::kManhattan), -7);
}

TEST(DocumentSearchTest, EqualScoresGoByLargerIdInEveryChunking) {
  for (const auto similarity : {Similarity::kDot, Similarity::kEuclidean}) {
    const std::array<std::uint32_t, 4> ranks{2, 0, 3, 1};
    DocumentSearch search(matrix_of({{1, 0}}), similarity, 3, 1);
    search.add(matrix_of({{1, 0}, {1, 0}, {1, 0}}), 0, std::span(ranks).first(3));
    search.add(matrix_of({{1, 0}}), 3, std::span(ranks).subspan(3));
    EXPECT_EQ(hits_as_text(search.finish()[0]), "2 0 3 ");
  }
}

}  // namespace
}  // namespace assay
