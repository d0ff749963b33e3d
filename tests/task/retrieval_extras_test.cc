#include "task/retrieval_extras.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "assay/dataset/retrieval_builder.h"
#include "support/error_of.h"

namespace assay {
namespace {

// Rankings as {query: documents, best first}; the scores are 1, 0.9, 0.8, ...
class Outcome {
 public:
  Outcome(const std::vector<std::string>& documents,
          const std::vector<std::pair<std::string, std::string>>& queries_and_relevant,
          const std::map<std::string, std::vector<std::string>>& rankings) {
    RetrievalBuilder builder;
    for (const std::string& id : documents) builder.add_document(id, "", "text", "corpus");
    for (const auto& [query, relevant] : queries_and_relevant) {
      builder.add_query(query, "text", "queries");
      builder.add_judgement(query, relevant.empty() ? documents.front() : relevant,
                            relevant.empty() ? 0 : 1);
    }
    data = builder.finish("data");
    for (std::size_t q = 0; q < data.query_ids.size(); ++q) {
      float score = 1;
      std::vector<Hit>& hits = ranked.emplace_back();
      for (const std::string& id : rankings.at(std::string(data.query_ids[q]))) {
        const auto place = std::ranges::find(documents, id) - documents.begin();
        hits.push_back({static_cast<std::uint32_t>(place), score});
        score -= 0.1F;
      }
      queries.push_back(judge(hits, data.judgements[q]));
    }
    scores = score_queries(queries, cuts);
  }

  Json add(const std::string& kind) {
    Json block = Json::object();
    add_extra_scores(kind, {data, ranked, queries, scores, cuts, main_score}, block, columns);
    return block;
  }

  RetrievalData data;
  Rankings ranked;
  std::vector<ScoredQuery> queries;
  ScoresPerQuery scores;
  std::vector<std::size_t> cuts = {1, 3, 10, 20};
  std::string main_score;
  Json columns = Json::object();  // of the last call
};

TEST(RetrievalExtrasTest, PMrrRanksChangedDocumentsInBothRuns) {
  Outcome outcome({"a", "b", "c", "d"},
                  {{"1-og", "a"}, {"1-changed", "b"}, {"2-og", "c"}, {"2-changed", "c"}},
                  {{"1-og", {"a", "b", "c", "d"}},
                   {"1-changed", {"b", "d", "c", "a"}},
                   {"2-og", {"b", "c"}},
                   {"2-changed", {"c"}}});
  outcome.data.changed_documents = {{.query = "1", .documents = {"a", "d"}},
                                    {.query = "2", .documents = {"missing"}},
                                    {.query = "3", .documents = {"a"}}};
  const Json block = outcome.add("p_mrr");
  // a: rank 1 -> 4 = 0.75; d: 4 -> 2 = -0.5; missing: 3 -> 2 = 2/3 - 1; query 3 is in no run.
  EXPECT_DOUBLE_EQ(block["p-MRR"].get<double>(), ((0.75 - 0.5) / 2 + (2.0 / 3 - 1)) / 2);
  EXPECT_EQ(outcome.columns["p-MRR"].dump(), "[0.125,null,-0.33333333333333337,null]");
  EXPECT_EQ(block["og"]["mrr_at_10"], (1 + 0.5) / 2);
  EXPECT_EQ(block["changed"]["mrr_at_10"], 1.0);
  EXPECT_TRUE(block["og"].contains("nauc_ndcg_at_10_max"));
}

TEST(RetrievalExtrasTest, PMrrIsNullWhenNoQueryHasChangedDocuments) {
  Outcome outcome({"a"}, {{"1-og", "a"}}, {{"1-og", {"a"}}});
  const Json block = outcome.add("p_mrr");
  EXPECT_TRUE(block["p-MRR"].is_null());
  EXPECT_EQ(block["changed"], Json::object());
}

TEST(RetrievalExtrasTest, SubqueriesAreMergedByTheBestScoreOfEachDocument) {
  // Scores: u_0: a 1, b .9, c .8; u_1: c 1, a .9. Merged: a 1 and c 1 (the larger id first), b .9.
  Outcome outcome({"a", "b", "c"}, {{"u_0", "b"}, {"u_1", "b"}},
                  {{"u_0", {"a", "b", "c"}}, {"u_1", {"c", "a"}}});
  const Json block = outcome.add("max_over_subqueries");
  EXPECT_EQ(block["max_over_subqueries_mrr_at_10"], 1.0 / 3);
  EXPECT_EQ(block["max_over_subqueries_recall_at_1"], 0.0);
  EXPECT_EQ(block["max_over_subqueries_accuracy"], 0.0);
  EXPECT_EQ(outcome.columns, Json::object());
  outcome.main_score = "max_over_subqueries_map_at_3";
  (void)outcome.add("max_over_subqueries");
  EXPECT_EQ(outcome.columns["max_over_subqueries_map_at_3"], (Json{1.0 / 3, nullptr}));
}

TEST(RetrievalExtrasTest, RobustnessIsTheMeanOfTheWorstOfEachGroup) {
  Outcome outcome({"a", "b"}, {{"x_1", "a"}, {"x_2", "a"}, {"y_1", "b"}},
                  {{"x_1", {"a", "b"}}, {"x_2", {"b", "a"}}, {"y_1", {"b"}}});
  // x_2 finds its document at rank 2: 1 / log2(3).
  EXPECT_DOUBLE_EQ(outcome.add("robustness_at_10")["robustness_at_10"].get<double>(),
                   (1 / std::log2(3.0) + 1) / 2);
  EXPECT_EQ(outcome.columns["robustness_at_10"], (Json{1 / std::log2(3.0), nullptr, 1.0}));
}

TEST(RetrievalExtrasTest, BothQueriesOfAPairHaveToBeRight) {
  Outcome outcome(
      {"a", "b"}, {{"x_q1", "a"}, {"x_q2", "b"}, {"y_q1", "a"}, {"y_q2", "b"}},
      {{"x_q1", {"a", "b"}}, {"x_q2", {"b", "a"}}, {"y_q1", {"a"}}, {"y_q2", {"a", "b"}}});
  EXPECT_EQ(outcome.add("paired_accuracy")["paired_accuracy"], 0.5);
  EXPECT_EQ(outcome.columns["paired_accuracy"], (Json{1.0, nullptr, 0.0, nullptr}));
}

TEST(RetrievalExtrasTest, LevelsAreToldByTheIdsOfQueries) {
  Outcome outcome({"a", "b"}, {{"1_v1", "a"}, {"2_v1", "b"}, {"1_v2", "a"}},
                  {{"1_v1", {"a"}}, {"2_v1", {"a"}}, {"1_v2", {"a"}}});
  const Json levels = outcome.add("ifir_levels")["level_scores"];
  EXPECT_EQ(levels.dump(), R"({"level_1":0.5,"level_2":1.0,"level_3":null})");
}

TEST(RetrievalExtrasTest, CappedRecallPassesOverQueriesWithoutRelevantDocuments) {
  Outcome outcome({"a", "b"}, {{"1", "a"}, {"2", ""}}, {{"1", {"b", "a"}}, {"2", {"a"}}});
  const Json block = outcome.add("recall_cap");
  EXPECT_EQ(block["R_cap_at_1"], 0.0);
  EXPECT_EQ(block["R_cap_at_3"], 1.0);
  EXPECT_EQ(block.size(), 4U);
}

TEST(RetrievalExtrasTest, AnUnknownKindIsRefused) {
  Outcome outcome({"a"}, {{"1", "a"}}, {{"1", {"a"}}});
  EXPECT_EQ(test::error_of([&] { (void)outcome.add("something"); }),
            "not supported yet: the extra scores 'something'");
}

}  // namespace
}  // namespace assay
