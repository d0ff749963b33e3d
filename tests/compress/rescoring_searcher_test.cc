#include "compress/rescoring_searcher.h"

#include <gtest/gtest.h>

#include "support/table_encoder.h"

namespace assay {
namespace {

// Bits: q 11, d0 11 (2 agree), d1 11 (2 agree), d2 10 (1 agrees), d3 00 (none agrees).
// In float32 q (0.5, 0.1) times the bits: d0 and d1 0.6, d2 0.5, d3 0.
test::TableEncoder table() {
  return test::TableEncoder({{"q", {0.5F, 0.1F}},
                             {"p", {-0.5F, 0.9F}},
                             {"d0", {1, 1}},
                             {"d1", {2, 1}},
                             {"d2", {1, -1}},
                             {"d3", {-1, -1}}},
                            Similarity::kDot);
}

const std::vector<std::string> kDocuments = {"d0", "d1", "d2", "d3"};
const std::vector<std::uint32_t> kRanks = {0, 1, 2, 3};

std::vector<std::uint32_t> documents_of(const std::vector<Hit>& hits) {
  std::vector<std::uint32_t> documents;
  for (const Hit& hit : hits) documents.push_back(hit.document);
  return documents;
}

TEST(RescoringSearcherTest, OrdersByTheExactQueryTimesTheStoredDocument) {
  auto inner = table();
  const ComponentRanges ranges;
  RescoringSearcher searcher(inner, {2, VectorFormat::kBinary}, ranges, 4, 1);
  searcher.index(kDocuments, {.role = Role::kDocument});
  // Bits of p are 01: d0, d1 and d3 agree in one, d2 in none. Times the bits: d0, d1 0.4; d2 -0.5; d3 0.
  const auto hits =
      searcher.search(std::vector<std::string>{"q", "p"}, 4, kRanks, {.role = Role::kQuery});
  EXPECT_EQ(documents_of(hits[0]), (std::vector<std::uint32_t>{1, 0, 2, 3}));
  EXPECT_FLOAT_EQ(hits[0][0].score, 0.6F);
  EXPECT_EQ(documents_of(hits[1]), (std::vector<std::uint32_t>{1, 0, 3, 2}));
  EXPECT_FLOAT_EQ(hits[1][2].score, 0);
  EXPECT_FLOAT_EQ(hits[1][3].score, -0.5F);
}

TEST(RescoringSearcherTest, LeavesTheRestBehindInItsOrder) {
  auto inner = table();
  const ComponentRanges ranges;
  RescoringSearcher searcher(inner, {2, VectorFormat::kBinary}, ranges, 2, 1);
  searcher.index(kDocuments, {.role = Role::kDocument});
  // By bits: d3, d1, d0 (one agrees, larger id first), d2.
  const auto hits =
      searcher.search(std::vector<std::string>{"p"}, 4, kRanks, {.role = Role::kQuery});
  EXPECT_EQ(documents_of(hits[0]), (std::vector<std::uint32_t>{1, 3, 0, 2}));
  for (std::size_t i = 1; i < 4; ++i) EXPECT_LT(hits[0][i].score, hits[0][i - 1].score);
}

}  // namespace
}  // namespace assay
