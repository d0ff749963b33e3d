#include "task/retrieval_task.h"

#include <gtest/gtest.h>

#include "assay/dataset/retrieval_builder.h"
#include "support/error_of.h"
#include "support/table_encoder.h"

namespace assay {
namespace {

using test::error_of;
using test::TableEncoder;

TaskInfo small_task() {
  TaskInfo info;
  info.name = "Small";
  info.type = "Retrieval";
  info.protocol = "retrieval";
  info.eval_splits = {"test"};
  info.subsets = {{"default", {"eng-Latn"}}};
  info.main_score = "ndcg_at_10";
  return info;
}

// Four documents a..d, two queries.
RetrievalBuilder small_builder() {
  RetrievalBuilder builder;
  for (const char* id : {"a", "b", "c", "d"})
    builder.add_document(id, "", std::string("text ") + id, "corpus");
  builder.add_query("q", "query q", "queries");
  builder.add_query("b", "query b", "queries");
  builder.add_judgement("q", "a", 1);
  builder.add_judgement("b", "c", 1);
  return builder;
}

TableEncoder small_encoder() {
  return {{{"text a", {0.9F, 0.1F}},
           {"text b", {0.8F, 0.2F}},
           {"text c", {0.2F, 0.8F}},
           {"text d", {0.1F, 0.9F}},
           {"query q", {1, 0}},
           {"query b", {0.8F, 0.2F}}},
          Similarity::kCosine};
}

std::string ranking_of(const Evaluation& evaluation, std::size_t query) {
  std::string text = evaluation.rankings.at(query).query_id + ":";
  for (const auto& [id, score] : evaluation.rankings[query].documents) text += " " + id;
  return text;
}

Evaluation evaluate(const TaskInfo& info, RetrievalBuilder builder, Model& model,
                    EvaluateOptions options = {}) {
  options.keep_rankings = true;
  const auto task = make_retrieval_task(
      info, [&](const std::string&, const std::string&) { return builder.finish("data"); });
  return task->evaluate("test", "default", model, options);
}

TEST(RetrievalTaskTest, RanksEncodedDocumentsForEachQuery) {
  auto encoder = small_encoder();
  const Evaluation evaluation = evaluate(small_task(), small_builder(), encoder);
  EXPECT_EQ(ranking_of(evaluation, 0), "q: a b c d");
  EXPECT_EQ(ranking_of(evaluation, 1), "b: b a c d");
  EXPECT_EQ(evaluation.scores.scores.size(), 148U);
  EXPECT_EQ(evaluation.scores.scores["mrr_at_10"], (1.0 + 1.0 / 3) / 2);
  EXPECT_EQ(evaluation.scores.main_score, evaluation.scores.scores["ndcg_at_10"]);
  EXPECT_EQ(evaluation.scores.languages, std::vector<std::string>{"eng-Latn"});
  EXPECT_EQ(evaluation.encode.texts, 6U);
  EXPECT_EQ(evaluation.facts["queries"], 2);
}

TEST(RetrievalTaskTest, EncodesQueriesAndDocumentsInTheirRoles) {
  auto encoder = small_encoder();
  (void)evaluate(small_task(), small_builder(), encoder);
  EXPECT_EQ(encoder.asked.front(), std::make_pair(Role::kQuery, std::string("query q")));
  EXPECT_EQ(encoder.asked.back(), std::make_pair(Role::kDocument, std::string("text d")));
}

TEST(RetrievalTaskTest, KeepsScoresOfEveryQuery) {
  auto encoder = small_encoder();
  const Evaluation evaluation = evaluate(small_task(), small_builder(), encoder);
  EXPECT_EQ(evaluation.per_query["ids"], Json::parse(R"(["q", "b"])"));
  EXPECT_EQ(evaluation.per_query["ndcg_at_10"], Json::parse("[1.0, 0.5]"));
  EXPECT_EQ(evaluation.per_query["recall_at_1"], Json::parse("[1.0, 0.0]"));
}

TEST(RetrievalTaskTest, RecordsItsPhases) {
  auto encoder = small_encoder();
  const Evaluation evaluation = evaluate(small_task(), small_builder(), encoder);
  ASSERT_EQ(evaluation.phases.size(), 3U);
  EXPECT_EQ(evaluation.phases[0].name, "Data loading");
  EXPECT_EQ(evaluation.phases[1].name, "Encoding queries and documents");
  EXPECT_EQ(evaluation.phases[2].name, "Scoring");
  EXPECT_EQ(evaluation.phases[1].start, evaluation.phases[0].end);
  EXPECT_EQ(evaluation.phases[1].split, "test");
}

TEST(RetrievalTaskTest, IgnoresTheDocumentWithTheIdOfTheQueryAfterTheCut) {
  TaskInfo info = small_task();
  info.settings["ignore_identical_ids"] = true;
  info.settings["k_values"] = {1, 2};
  info.main_score = "ndcg_at_2";
  auto encoder = small_encoder();
  const Evaluation evaluation = evaluate(info, small_builder(), encoder);
  EXPECT_EQ(ranking_of(evaluation, 0), "q: a b");
  // b was among the best two, so one result is left: the cut comes first, as in mteb.
  EXPECT_EQ(ranking_of(evaluation, 1), "b: a");
}

TEST(RetrievalTaskTest, SkipsTheFirstResultWhenToldTo) {
  TaskInfo info = small_task();
  info.settings["skip_first_result"] = true;
  auto encoder = small_encoder();
  EXPECT_EQ(ranking_of(evaluate(info, small_builder(), encoder), 0), "q: b c d");
}

TEST(RetrievalTaskTest, ReranksCandidatesWhereThereAreSome) {
  RetrievalBuilder builder = small_builder();
  builder.add_candidates("q", {"d", "c", "a"}, "top_ranked");
  auto encoder = small_encoder();
  const Evaluation evaluation = evaluate(small_task(), std::move(builder), encoder);
  EXPECT_EQ(ranking_of(evaluation, 0), "q: a c d");
  // Without a candidate list a query keeps no result and scores 0.
  EXPECT_EQ(ranking_of(evaluation, 1), "b:");
  EXPECT_EQ(evaluation.scores.main_score, 0.5);
  EXPECT_EQ(evaluation.facts["queries_without_candidates"], 1);
}

TEST(RetrievalTaskTest, EqualScoresGoByLargerIdAlsoWhenReranking) {
  RetrievalBuilder builder = small_builder();
  builder.add_candidates("q", {"a", "c", "b"}, "top_ranked");
  builder.add_candidates("b", {"a"}, "top_ranked");
  TableEncoder encoder({{"text a", {1, 0}},
                        {"text b", {1, 0}},
                        {"text c", {1, 0}},
                        {"query q", {1, 0}},
                        {"query b", {1, 0}}},
                       Similarity::kDot);
  EXPECT_EQ(ranking_of(evaluate(small_task(), std::move(builder), encoder), 0), "q: c b a");
}

TEST(RetrievalTaskTest, ALimitTakesTheFirstQueriesAndIsRecorded) {
  auto encoder = small_encoder();
  EvaluateOptions options;
  options.limit = 1;
  const Evaluation evaluation = evaluate(small_task(), small_builder(), encoder, options);
  EXPECT_EQ(evaluation.rankings.size(), 1U);
  EXPECT_EQ(evaluation.facts["queries_evaluated"], 1);
}

TEST(RetrievalTaskTest, StopsWhenAsked) {
  auto encoder = small_encoder();
  std::stop_source source;
  source.request_stop();
  EvaluateOptions options;
  options.stop = source.get_token();
  EXPECT_EQ(
      test::error_kind_of([&] { (void)evaluate(small_task(), small_builder(), encoder, options); }),
      ErrorKind::kInterrupted);
}

TEST(RetrievalTaskTest, RefusesCutOffsThatAreNotAscending) {
  TaskInfo info = small_task();
  info.settings["k_values"] = {1, 10, 5};
  EXPECT_EQ(error_of([&] { (void)make_retrieval_task(info, {}); }),
            "Small: k_values have to be positive and ascending");
}

// A searcher that always returns documents 3, 2, 1, 0.
class BackwardsSearcher final : public Searcher {
 public:
  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  void index(std::span<const std::string> documents, const EncodeContext&) override {
    indexed = {documents.begin(), documents.end()};
  }
  [[nodiscard]] std::vector<std::vector<Hit>> search(std::span<const std::string> queries,
                                                     std::size_t k, std::span<const std::uint32_t>,
                                                     const EncodeContext&) override {
    std::vector<Hit> hits{{3, 4.0F}, {2, 3.0F}, {1, 2.0F}, {0, 1.0F}};
    hits.resize(std::min(k, hits.size()));
    return std::vector<std::vector<Hit>>(queries.size(), hits);
  }
  std::vector<std::string> indexed;

 private:
  ModelInfo info_;
};

TEST(RetrievalTaskTest, TakesTheRankingOfASearcher) {
  BackwardsSearcher searcher;
  const Evaluation evaluation = evaluate(small_task(), small_builder(), searcher);
  EXPECT_EQ(searcher.indexed, (std::vector<std::string>{"text a", "text b", "text c", "text d"}));
  EXPECT_EQ(ranking_of(evaluation, 0), "q: d c b a");
}

TEST(RetrievalTaskTest, FiltersASearchersResultsByCandidatesAsMtebDoes) {
  RetrievalBuilder builder = small_builder();
  builder.add_candidates("q", {"a", "c"}, "top_ranked");
  BackwardsSearcher searcher;
  TaskInfo info = small_task();
  info.settings["k_values"] = {1, 3};
  const Evaluation evaluation = evaluate(info, std::move(builder), searcher);
  // a is a candidate but the fourth result: beyond the cut it is not found.
  EXPECT_EQ(ranking_of(evaluation, 0), "q: c");
  EXPECT_EQ(ranking_of(evaluation, 1), "b: d c b");
}

}  // namespace
}  // namespace assay
