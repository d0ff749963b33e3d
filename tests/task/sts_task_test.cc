#include "task/sts_task.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/row_tables.h"
#include "support/table_encoder.h"

namespace assay {
namespace {

using test::loader_of;
using test::table_of;

TaskInfo sts_info() {
  TaskInfo info;
  info.name = "Similar";
  info.type = "STS";
  info.protocol = "sts";
  info.eval_splits = {"test"};
  info.subsets = {{"default", {"eng-Latn"}}};
  info.main_score = "cosine_spearman";
  return info;
}

test::TableEncoder compass() {
  return test::TableEncoder(
      {{"east", {1, 0}}, {"far east", {3, 0}}, {"north", {0, 1}}, {"north-east", {1, 1}}},
      Similarity::kDot);
}

RowTable three_pairs() {
  return table_of({R"({"sentence1": "east", "sentence2": "far east", "score": 5})",
                   R"({"sentence1": "east", "sentence2": "north-east", "score": 3})",
                   R"({"sentence1": "east", "sentence2": "north", "score": 0})"});
}

TEST(StsTaskTest, CorrelatesEverySimilarityWithTheGoldScores) {
  auto encoder = compass();
  const auto task = make_sts_task(sts_info(), loader_of(three_pairs()));
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  const Json& scores = evaluation.scores.scores;
  std::vector<std::string> keys;
  for (const auto& [key, value] : scores.items()) keys.push_back(key);
  EXPECT_EQ(keys,
            (std::vector<std::string>{"pearson", "spearman", "cosine_pearson", "cosine_spearman",
                                      "manhattan_pearson", "manhattan_spearman",
                                      "euclidean_pearson", "euclidean_spearman"}));
  EXPECT_DOUBLE_EQ(scores["spearman"], 1.0);         // dot: 3, 1, 0
  EXPECT_DOUBLE_EQ(scores["cosine_spearman"], 1.0);  // 1, 0.71, 0
  // Manhattan distances 2, 1, 2 against 5, 3, 0: ranks of the negated 1.5, 3, 1.5 against 3, 2, 1.
  EXPECT_NEAR(scores["manhattan_spearman"], 0.0, 1e-15);
  // Euclidean distances 2, 1, sqrt 2: ranks 1, 3, 2.
  EXPECT_NEAR(scores["euclidean_spearman"], -0.5, 1e-15);
  EXPECT_EQ(evaluation.scores.main_score, scores["cosine_spearman"].get<double>());
  EXPECT_EQ(evaluation.scores.languages, std::vector<std::string>{"eng-Latn"});
  EXPECT_EQ(evaluation.per_query["gold"].dump(), "[1.0,0.6,0.0]");
  EXPECT_EQ(evaluation.encode.texts, 6U);
}

TEST(StsTaskTest, ConstantGoldScoresGiveNullAndTheReason) {
  auto encoder = compass();
  const auto task = make_sts_task(
      sts_info(),
      loader_of(table_of({R"({"sentence1": "east", "sentence2": "north", "score": 2})",
                          R"({"sentence1": "east", "sentence2": "east", "score": 2})"})));
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  EXPECT_TRUE(evaluation.scores.scores["cosine_spearman"].is_null());
  EXPECT_FALSE(evaluation.scores.main_score);
  EXPECT_EQ(evaluation.facts["undefined"]["cosine_spearman"],
            "all gold scores or all similarities are equal");
}

TEST(StsTaskTest, ALimitTakesTheFirstRows) {
  auto encoder = compass();
  const auto task = make_sts_task(sts_info(), loader_of(three_pairs()));
  EvaluateOptions options;
  options.limit = 2;
  const Evaluation evaluation = task->evaluate("test", "default", encoder, options);
  EXPECT_EQ(evaluation.facts["rows_evaluated"], 2);
  EXPECT_EQ(evaluation.per_query["cosine"].size(), 2U);
}

TEST(StsTaskTest, PromptTypesOfTheTaskDecideTheRoles) {
  TaskInfo info = sts_info();
  info.settings = {{"input1_prompt_type", "document"}, {"input2_prompt_type", "query"}};
  auto encoder = compass();
  const auto task = make_sts_task(info, loader_of(three_pairs()));
  (void)task->evaluate("test", "default", encoder, {});
  EXPECT_EQ(encoder.asked.front().first, Role::kDocument);
  EXPECT_EQ(encoder.asked.back().first, Role::kQuery);
}

TEST(StsTaskTest, SaysWhatIsWrongWithTheRows) {
  auto encoder = compass();
  const auto message = [&](const std::vector<std::string>& rows) {
    const auto task = make_sts_task(sts_info(), loader_of(table_of(rows)));
    return test::error_of([&] { (void)task->evaluate("test", "default", encoder, {}); });
  };
  EXPECT_EQ(message({R"({"sentence1": "east", "score": 1})"}),
            "test.jsonl: no column 'sentence2'; there are: sentence1, score");
  EXPECT_EQ(message({R"({"sentence1": "east", "sentence2": "east", "score": "high"})"}),
            "test.jsonl: row 1, column 'score': expected a finite number, found string");
  EXPECT_EQ(message({R"({"sentence1": "east", "sentence2": "east", "score": 1})",
                     R"({"sentence1": "east", "score": 1})"}),
            "test.jsonl: row 2, column 'sentence2': expected a string, found null");
  EXPECT_EQ(message({}), "test.jsonl: there are no rows");
}

TEST(StsTaskTest, ASplitThatIsNotThereIsSaidToBe) {
  auto encoder = compass();
  const auto task = make_sts_task(sts_info(), loader_of(std::map<std::string, RowTable>{}));
  EXPECT_EQ(test::error_of([&] { (void)task->evaluate("dev", "default", encoder, {}); }),
            "dev/default: no such file");
}

}  // namespace
}  // namespace assay
