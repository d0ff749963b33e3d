#include "encoder/bm25_index.h"

#include <gtest/gtest.h>

#include <array>

namespace assay {
namespace {

using Terms = std::vector<std::uint32_t>;

struct SearchSetup {
  std::vector<std::uint32_t> id_rank;
  std::vector<std::uint32_t> by_rank;
};

// Ids in the order of the documents.
SearchSetup ascending_ids(std::uint32_t documents) {
  SearchSetup setup;
  for (std::uint32_t d = 0; d < documents; ++d) {
    setup.id_rank.push_back(d);
    setup.by_rank.push_back(documents - 1 - d);
  }
  return setup;
}

std::vector<Hit> search(const Bm25Index& index, const Terms& query, std::size_t k) {
  const SearchSetup setup = ascending_ids(static_cast<std::uint32_t>(index.num_documents()));
  Bm25Index::Scratch scratch;
  return index.search(query, k, setup.id_rank, setup.by_rank, scratch);
}

// Scores of bm25s 0.2.3 with numpy 2.4:
//   r = bm25s.BM25(); r.index(([[0, 1, 0, 2], [1, 2], [3, 3, 3, 1, 0]], {"0": 0, "1": 1, "2": 2,
//   "3": 3})) r.get_scores(["0", "1"]), r.get_scores(["3", "3", "2"])
Bm25Index small_index() {
  Bm25Index index({});
  index.add_document(Terms{0, 1, 0, 2});
  index.add_document(Terms{1, 2});
  index.add_document(Terms{3, 3, 3, 1, 0});
  index.finish(4);
  return index;
}

TEST(Bm25IndexTest, ScoresEqualBm25s) {
  const Bm25Index index = small_index();
  auto hits = search(index, {0, 1}, 3);
  ASSERT_EQ(hits.size(), 3U);
  EXPECT_EQ(hits[0].document, 0U);
  EXPECT_EQ(hits[0].score, 0.31226176F);
  EXPECT_EQ(hits[1].document, 2U);
  EXPECT_EQ(hits[1].score, 0.20746517F);
  EXPECT_EQ(hits[2].document, 1U);
  EXPECT_EQ(hits[2].score, 0.06714722F);
  // A term that stands twice in the query counts twice.
  hits = search(index, {3, 3, 2}, 3);
  EXPECT_EQ(hits[0].document, 2U);
  EXPECT_EQ(hits[0].score, 1.1987913F);
  EXPECT_EQ(hits[1].document, 1U);
  EXPECT_EQ(hits[1].score, 0.23634468F);
  EXPECT_EQ(hits[2].document, 0U);
  EXPECT_EQ(hits[2].score, 0.18061276F);
}

TEST(Bm25IndexTest, DocumentsWithoutATermFillUpWithZeroLargerIdsFirst) {
  Bm25Index index({});
  for (const std::uint32_t term : {0U, 1U, 1U, 1U}) index.add_document(Terms{term});
  index.finish(2);
  const auto hits = search(index, {0}, 3);
  ASSERT_EQ(hits.size(), 3U);
  EXPECT_EQ(hits[0].document, 0U);
  EXPECT_EQ(hits[1].document, 3U);
  EXPECT_EQ(hits[1].score, 0);
  EXPECT_EQ(hits[2].document, 2U);
  // Without any known term all documents score 0.
  EXPECT_EQ(search(index, {}, 9).size(), 4U);
}

TEST(Bm25IndexTest, EqualScoresGoByLargerIdRank) {
  Bm25Index index({});
  for (int i = 0; i < 3; ++i) index.add_document(Terms{0});
  index.add_document(Terms{1});
  index.finish(2);
  const auto hits = search(index, {0}, 2);
  EXPECT_EQ(hits[0].document, 2U);
  EXPECT_EQ(hits[1].document, 1U);
}

TEST(Bm25IndexTest, EmptyDocumentsAreFoundLast) {
  Bm25Index index({});
  index.add_document(Terms{});
  index.add_document(Terms{0});
  index.finish(1);
  EXPECT_EQ(search(index, {0}, 2)[0].document, 1U);
}

TEST(Bm25IndexTest, DroppedTermsCountNeitherAsMatchesNorForLengths) {
  Bm25Index with({});
  with.add_document(Terms{0, 1, 1, 1});
  with.add_document(Terms{0, 1, 2});
  EXPECT_EQ(with.document_frequencies(3), (std::vector<std::uint32_t>{2, 2, 1}));
  with.finish(3, {false, true, false});
  Bm25Index without({});
  without.add_document(Terms{0});
  without.add_document(Terms{0, 2});
  without.finish(3);
  const auto a = search(with, {0, 1, 2}, 2);
  const auto b = search(without, {0, 2}, 2);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a[i].document, b[i].document);
    EXPECT_EQ(a[i].score, b[i].score);
  }
}

}  // namespace
}  // namespace assay
