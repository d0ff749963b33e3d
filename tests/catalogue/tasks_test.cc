#include <gtest/gtest.h>

#include <algorithm>

#include "assay/catalogue.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

// Expected values: mteb 2.20.0's metadata.
TEST(TasksTest, KnowsSciFact) {
  const auto task = find_task("SciFact");
  ASSERT_TRUE(task);
  EXPECT_EQ(task->name, "SciFact");
  EXPECT_EQ(task->type, "Retrieval");
  EXPECT_EQ(task->protocol, "retrieval");
  EXPECT_EQ(task->dataset_path, "mteb/scifact");
  EXPECT_EQ(task->dataset_revision, "d56462d0e63a25450459c4f213e49ffdb866f7f9");
  EXPECT_EQ(task->eval_splits, Strings{"test"});
  ASSERT_EQ(task->subsets.size(), 1U);
  EXPECT_EQ(task->subsets[0].name, "default");
  EXPECT_EQ(task->subsets[0].languages, Strings{"eng-Latn"});
  EXPECT_EQ(task->main_score, "ndcg_at_10");
  EXPECT_EQ(task->domains, (Strings{"Academic", "Medical", "Written"}));
  EXPECT_EQ(task->license, "cc-by-nc-4.0");
  EXPECT_TRUE(task->is_public);
  EXPECT_EQ(task->query_prompt,
            "Given a scientific claim, retrieve documents that support or refute the claim");
  EXPECT_EQ(task->document_prompt, "");
  EXPECT_TRUE(task->prompt_by_role);
  EXPECT_EQ(task->settings.at("k_values"), Json({1, 3, 5, 10, 20, 100, 1000}));
  EXPECT_EQ(task->settings.at("ignore_identical_ids"), false);
  EXPECT_EQ(task->entry.at("size").at("test").at("docs"), 5183);
}

TEST(TasksTest, KnowsStarterTasksThatAreNotOfMteb) {
  const auto task = find_task("StarterRetrieval");
  ASSERT_TRUE(task);
  EXPECT_TRUE(task->is_starter);
  EXPECT_EQ(task->settings.at("k_values"), Json({1, 3, 5, 10, 20, 100, 1000}));
  EXPECT_FALSE(find_task("SciFact")->is_starter);
  EXPECT_EQ(all_task_names().size(), task_names().size() + starter_task_names().size());
  EXPECT_EQ(all_task_names().back(), starter_task_names().back());
}

TEST(TasksTest, FillsProtocolDefaultsAroundTheTasksOwnSettings) {
  const auto task = find_task("ArguAna");
  ASSERT_TRUE(task);
  EXPECT_EQ(task->settings.at("ignore_identical_ids"), true);
  EXPECT_EQ(task->settings.at("skip_first_result"), false);
  EXPECT_EQ(task->settings.at("abstask_prompt"), "Retrieve text based on user query.");
}

TEST(TasksTest, KeepsTheOrderOfSubsets) {
  const auto task = find_task("STS17");
  ASSERT_TRUE(task);
  ASSERT_EQ(task->subsets.size(), 11U);
  EXPECT_EQ(task->subsets[0].name, "ko-ko");
  EXPECT_EQ(task->subsets[2].name, "en-ar");
  EXPECT_EQ(task->subsets[2].languages, (Strings{"eng-Latn", "ara-Arab"}));
}

TEST(TasksTest, ExpandsAllOrderedPairsOfLanguages) {
  const auto task = find_task("FloresBitextMining");
  ASSERT_TRUE(task);
  EXPECT_EQ(task->subsets.size(), 41412U);  // 204 * 203
  const auto pair = std::ranges::find(task->subsets, "eng_Latn-deu_Latn",
                                      [](const SubsetInfo& subset) { return subset.name; });
  ASSERT_NE(pair, task->subsets.end());
  EXPECT_EQ(pair->languages, (Strings{"eng-Latn", "deu-Latn"}));
}

TEST(TasksTest, UsesAPlainPromptForBothRoles) {
  const auto task = find_task("Banking77Classification");
  ASSERT_TRUE(task);
  EXPECT_FALSE(task->prompt_by_role);
  EXPECT_EQ(task->query_prompt, "Given a online banking query, find the corresponding intents");
  EXPECT_EQ(task->document_prompt, task->query_prompt);
  EXPECT_EQ(sample_count(*task), 3080U);
}

TEST(TasksTest, KnowsTheMembersOfAnAggregate) {
  const auto task = find_task("CQADupstackRetrieval");
  ASSERT_TRUE(task);
  EXPECT_EQ(task->protocol, "aggregate");
  EXPECT_EQ(task->dataset_path, "");
  EXPECT_EQ(task->entry.at("tasks").size(), 12U);
  EXPECT_EQ(sample_count(*task), std::nullopt);
}

TEST(TasksTest, FindsEveryTaskAndNoOther) {
  for (const std::string& name : task_names()) {
    const auto task = find_task(name);
    ASSERT_TRUE(task) << name;
    EXPECT_FALSE(task->subsets.empty()) << name;
    EXPECT_FALSE(task->eval_splits.empty()) << name;
  }
  EXPECT_EQ(find_task("scifact"), std::nullopt);
}

TEST(TasksTest, ListsTasksByTypeThenName) {
  EXPECT_EQ(task_names().front(), "BUCC");
  EXPECT_TRUE(std::ranges::is_sorted(task_names(), {}, [](const std::string& name) {
    return std::pair(find_task(name)->type, name);
  }));
}

}  // namespace
}  // namespace assay
