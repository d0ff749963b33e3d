#include "assay/metric/instruction.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/test_vectors.h"

namespace assay {
namespace {

// Rank by score descending, ties by larger id first; one more than the number of results when absent.
std::size_t rank_in(const Json& run, const std::string& document) {
  std::vector<std::pair<double, std::string>> results;
  for (const auto& [id, score] : run.items()) results.emplace_back(score.get<double>(), id);
  std::ranges::sort(results, std::greater<>{});
  const auto found = std::ranges::find(results, document, [](const auto& r) { return r.second; });
  return static_cast<std::size_t>(found - results.begin()) + 1;
}

TEST(InstructionTest, PMrrEqualsTheReference) {
  const Json& vector = test_vectors().at("p_mrr");
  std::vector<std::vector<RankChange>> queries;
  for (const auto& [query, documents] : vector.at("changed_docs").items()) {
    auto& changes = queries.emplace_back();
    for (const Json& document : documents) {
      changes.push_back(
          {.original = rank_in(vector.at("original").at(query + "-og"), document),
           .changed = rank_in(vector.at("changed").at(query + "-changed"), document)});
    }
  }
  EXPECT_DOUBLE_EQ(*p_mrr(queries), vector.at("value").get<double>());
}

TEST(InstructionTest, PMrrAveragesDocumentsWithinAQueryFirst) {
  // (0.75 + 0) / 2 for the first query, -0.5 for the second; the third has no documents.
  EXPECT_DOUBLE_EQ(*p_mrr(std::vector<std::vector<RankChange>>{{{1, 4}, {3, 3}}, {{4, 2}}, {}}),
                   (0.375 - 0.5) / 2);
  EXPECT_FALSE(p_mrr({}));
}

TEST(InstructionTest, TheWorstOfAGroupCounts) {
  const std::vector<std::size_t> groups = {0, 1, 0, 1, 2};
  const std::vector<double> values = {0.5, 1, 0.25, 1, 0.75};
  EXPECT_DOUBLE_EQ(*mean_of_group_minima(groups, values), (0.25 + 1 + 0.75) / 3);
  EXPECT_FALSE(mean_of_group_minima({}, {}));
}

}  // namespace
}  // namespace assay
