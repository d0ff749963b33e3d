#include <gtest/gtest.h>

#include "assay/task.h"
#include "support/error_of.h"
#include "support/fake_models.h"

namespace assay {
namespace {

TaskResult result_of(const std::string& name, std::vector<std::optional<double>> main_scores) {
  TaskResult result;
  result.task_name = name;
  result.evaluation_time = 2.0;
  for (const auto score : main_scores) {
    SubsetScores subset;
    subset.main_score = score;
    result.scores["test"].push_back(subset);
  }
  return result;
}

TEST(AggregateTaskTest, TheCatalogueNamesTheMembers) {
  const auto members = member_tasks(*find_task("CQADupstackRetrieval"));
  ASSERT_EQ(members.size(), 12U);
  EXPECT_EQ(members.front(), "CQADupstackAndroidRetrieval");
  for (const std::string& member : members) EXPECT_TRUE(find_task(member)) << member;
  EXPECT_TRUE(member_tasks(*find_task("SciFact")).empty());
}

TEST(AggregateTaskTest, IsTheMeanOverMembersOfTheMeanOverTheirSubsets) {
  test::HashEncoder model;
  const auto task = make_aggregate_task(*find_task("CQADupstackRetrieval"),
                                        {result_of("A", {0.5, 0.7}), result_of("B", {0.2})});
  const Evaluation evaluation = task->evaluate("test", "default", model, {});
  EXPECT_DOUBLE_EQ(*evaluation.scores.main_score, 0.4);
  EXPECT_EQ(evaluation.scores.scores.size(), 1U);
  EXPECT_DOUBLE_EQ(evaluation.scores.scores["ndcg_at_10"], 0.4);
  EXPECT_EQ(evaluation.scores.languages, std::vector<std::string>{"eng-Latn"});
  EXPECT_EQ(evaluation.seconds_before, 4.0);
  EXPECT_EQ(task->info().dataset_revision, "1");
}

TEST(AggregateTaskTest, IsNullWhenAMemberHasNoScore) {
  test::HashEncoder model;
  const auto task = make_aggregate_task(*find_task("CQADupstackRetrieval"),
                                        {result_of("A", {0.5}), result_of("B", {std::nullopt})});
  const Evaluation evaluation = task->evaluate("test", "default", model, {});
  EXPECT_FALSE(evaluation.scores.main_score);
  EXPECT_TRUE(evaluation.scores.scores["ndcg_at_10"].is_null());
  EXPECT_EQ(evaluation.facts["undefined"]["ndcg_at_10"], "B has no score");
}

TEST(AggregateTaskTest, WithoutItsMembersItCannotBeEvaluated) {
  test::HashEncoder model;
  const auto task = make_task("CQADupstackRetrieval", {});
  EXPECT_EQ(test::error_of([&] { (void)task->evaluate("test", "default", model, {}); }),
            "CQADupstackRetrieval: is made of the results of other tasks");
}

}  // namespace
}  // namespace assay
