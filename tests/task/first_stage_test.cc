#include "task/first_stage.h"

#include <gtest/gtest.h>

#include "assay/dataset/retrieval_builder.h"
#include "support/error_of.h"
#include "support/table_encoder.h"
#include "support/temporary_folder.h"
#include "task/retrieval_task.h"

namespace assay {
namespace {

using Ids = std::vector<std::string>;

RetrievalData small_data() {
  RetrievalBuilder builder;
  for (const char* id : {"a", "b", "c", "d"}) builder.add_document(id, "", id, "corpus");
  for (const char* id : {"q", "r"}) {
    builder.add_query(id, std::string("query ") + id, "queries");
    builder.add_judgement(id, "a", 1);
  }
  return builder.finish("data");
}

TEST(FirstStageTest, ReadsPredictionsOfMteb) {
  test::TemporaryFolder folder;
  folder.write("Small_predictions.json", R"({
    "mteb_model_meta": {"model_name": "org/first", "revision": "abc"},
    "default": {"test": {"q": {"a": 0.1, "b": 0.9, "c": 0.9}}}})");
  for (const auto& path : {folder.path(), folder.path() / "Small_predictions.json"}) {
    const FirstStage first = read_first_stage(path, 2);
    EXPECT_EQ(first.model, "org/first");
    EXPECT_EQ(first.revision, "abc");
    const auto rankings = first.rankings("Small", "test", "default");
    ASSERT_EQ(rankings.size(), 1U);
    EXPECT_EQ(rankings[0].document_ids, (Ids{"b", "c", "a"}));  // equal scores as they stand
    EXPECT_EQ(test::error_kind_of([&] { (void)first.rankings("Small", "dev", "default"); }),
              ErrorKind::kUsage);
  }
}

TEST(FirstStageTest, ReadsRunsThatAssayKept) {
  test::TemporaryFolder folder;
  folder.write("org__m/7/model_meta.json", R"({"name": "org/m", "revision": "7"})");
  folder.write("org__m/7/assay/Small.test.default.trec",
               "q Q0 b 1 0.9 assay-org/m\nr Q0 c 1 0.5 assay-org/m\nq Q0 a 2 1.5 assay-org/m\n");
  const FirstStage first = read_first_stage(folder.path() / "org__m" / "7" / "assay", 10);
  EXPECT_EQ(first.model, "org/m");
  EXPECT_EQ(first.revision, "7");
  const auto rankings = first.rankings("Small", "test", "default");
  ASSERT_EQ(rankings.size(), 2U);
  EXPECT_EQ(rankings[0].document_ids, (Ids{"a", "b"}));
}

TEST(FirstStageTest, SaysWhatIsWrong) {
  test::TemporaryFolder folder;
  folder.write("short.trec", "q Q0 b 1\n");
  folder.write("word.trec", "q Q0 b 1 high tag\n");
  folder.write("list.json", "[]");
  const auto message = [&](const char* name) {
    return test::error_of(
        [&] { (void)read_first_stage(folder.path() / name, 10).rankings("T", "test", "default"); });
  };
  EXPECT_NE(message("short.trec").find("short.trec:1: expected"), std::string::npos);
  EXPECT_NE(message("word.trec").find("word.trec:1: the score is not a number"), std::string::npos);
  EXPECT_NE(message("list.json").find("not a JSON object"), std::string::npos);
  folder.write("empty/readme", "");
  EXPECT_NE(message("empty").find("no rankings here"), std::string::npos);
}

TEST(FirstStageTest, TheBestOfEachQueryBecomeItsCandidates) {
  RetrievalData data = small_data();
  const FirstStage first{.model = "m",
                         .revision = "",
                         .top_k = 2,
                         .rankings = [](const auto&, const auto&, const auto&) {
                           return std::vector<FirstStage::Ranking>{
                               {.query_id = "q", .document_ids = {"d", "b", "a"}},
                               {.query_id = "not judged", .document_ids = {"x"}}};
                         }};
  set_candidates(data, first, "Small", "test", "default");
  EXPECT_EQ((*data.candidates)[0], (std::vector<std::uint32_t>{3, 1}));
  EXPECT_TRUE((*data.candidates)[1].empty());
  EXPECT_EQ(data.queries_without_candidates, std::vector<std::uint32_t>{1});
}

TEST(FirstStageTest, ADocumentThatIsNotThereIsAnError) {
  RetrievalData data = small_data();
  const FirstStage first{
      .model = "m",
      .revision = "",
      .top_k = 2,
      .rankings = [](const auto&, const auto&, const auto&) {
        return std::vector<FirstStage::Ranking>{{.query_id = "q", .document_ids = {"z"}}};
      }};
  EXPECT_EQ(test::error_of([&] { set_candidates(data, first, "Small", "test", "default"); }),
            "Small: the ranking of query 'q' has the document 'z', which is not in the corpus");
}

TEST(FirstStageTest, ATaskReranksThemAndNamesTheFirstModel) {
  TaskInfo info;
  info.name = "Small";
  info.protocol = "retrieval";
  info.eval_splits = {"test"};
  info.subsets = {{"default", {"eng-Latn"}}};
  info.main_score = "ndcg_at_10";
  const FirstStage first{.model = "org/first",
                         .revision = "abc",
                         .top_k = 2,
                         .rankings = [](const auto&, const auto&, const auto&) {
                           return std::vector<FirstStage::Ranking>{
                               {.query_id = "q", .document_ids = {"d", "b", "a"}},
                               {.query_id = "r", .document_ids = {"c", "a"}}};
                         }};
  test::TableEncoder encoder({{"a", {1, 0}},
                              {"b", {0.9F, 0.1F}},
                              {"c", {0.5F, 0.5F}},
                              {"d", {0, 1}},
                              {"query q", {1, 0}},
                              {"query r", {1, 0}}},
                             Similarity::kCosine);
  const auto task = make_retrieval_task(
      info, [](const std::string&, const std::string&) { return small_data(); });
  EvaluateOptions options;
  options.keep_rankings = true;
  options.first_stage = &first;
  const Evaluation evaluation = task->evaluate("test", "default", encoder, options);
  const auto ids = [&](std::size_t query) {
    Ids found;
    for (const auto& [id, score] : evaluation.rankings.at(query).documents) found.push_back(id);
    return found;
  };
  EXPECT_EQ(ids(0), (Ids{"b", "d"}));  // a was the third: not re-ranked
  EXPECT_EQ(ids(1), (Ids{"a", "c"}));
  EXPECT_EQ(evaluation.scores.main_score, 0.5);
  EXPECT_EQ(evaluation.scores.scores["previous_results_model_meta"].dump(),
            R"({"model_name":"org/first","revision":"abc"})");
}

}  // namespace
}  // namespace assay
