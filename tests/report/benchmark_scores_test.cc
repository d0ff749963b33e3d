#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "assay/benchmark.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;
using Score = std::optional<double>;

StoredResult stored(const std::string& model, const std::string& task,
                    std::vector<std::tuple<std::string, std::string, Score>> scores) {
  StoredResult result;
  result.model = model;
  result.result.task_name = task;
  for (const auto& [split, subset, score] : scores) {
    SubsetScores entry;
    entry.subset = subset;
    entry.main_score = score;
    result.result.scores[split].push_back(entry);
  }
  return result;
}

TEST(SelectScoresTest, TakesTheSplitsAndSubsetsOfTheBenchmarkAndMarksWhatIsMissing) {
  const std::vector<StoredResult> results = {
      stored("m", "AmazonCounterfactualClassification",
             {{"test", "en", 0.5}, {"test", "fr", 0.1}, {"validation", "en", 0.9}})};
  const std::vector<BenchmarkTask> tasks = {
      {.name = "AmazonCounterfactualClassification", .subsets = {"en", "de"}, .splits = {"test"}}};
  const auto entries = select_scores(results, tasks);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].subset, "en");  // mteb's order of subsets
  EXPECT_EQ(entries[0].score, 0.5);
  EXPECT_EQ(entries[0].languages, Strings{"eng-Latn"});
  EXPECT_EQ(entries[1].subset, "de");
  EXPECT_FALSE(entries[1].score);
}

TEST(SelectScoresTest, AnAggregateHasOneScore) {
  const std::vector<StoredResult> results = {
      stored("m", "CQADupstackRetrieval", {{"test", "default", 0.4}})};
  const std::vector<BenchmarkTask> tasks = {
      {.name = "CQADupstackRetrieval", .subsets = {}, .splits = {}}};
  const auto entries = select_scores(results, tasks);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].score, 0.4);
  EXPECT_EQ(entries[0].languages, Strings{"eng-Latn"});
}

TEST(SelectScoresTest, OwnDataIsTakenAsItIs) {
  const std::vector<StoredResult> results = {stored("m", "my data", {{"test", "default", 0.4}})};
  const std::vector<BenchmarkTask> tasks = {{.name = "my data", .subsets = {}, .splits = {}}};
  const auto entries = select_scores(results, tasks);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].score, 0.4);
  EXPECT_EQ(columns_of(tasks).at(0).type, "own data");
}

TEST(FindMissingTest, NamesWholeTasksAndSinglePairs) {
  const std::vector<StoredResult> results = {
      stored("m", "AmazonCounterfactualClassification", {{"test", "en", 0.5}})};
  const std::vector<BenchmarkTask> tasks = {
      {.name = "AmazonCounterfactualClassification", .subsets = {"en", "de"}, .splits = {"test"}},
      {.name = "SciFact", .subsets = {}, .splits = {}}};
  const auto missing = find_missing(select_scores(results, tasks), tasks);
  ASSERT_EQ(missing.size(), 2U);
  EXPECT_EQ(missing[0].pairs, Strings{"test/de"});
  EXPECT_FALSE(missing[0].is_whole_task);
  EXPECT_EQ(missing[1].task, "SciFact");
  EXPECT_TRUE(missing[1].is_whole_task);
}

TEST(LanguageTableTest, AveragesOverAllSubsetsInALanguage) {
  const auto entry = [](const std::string& model, Strings languages, Score score) {
    return ScoreEntry{.model = model,
                      .task = "T",
                      .split = "test",
                      .subset = "x",
                      .languages = std::move(languages),
                      .score = score};
  };
  const std::vector<ScoreEntry> entries = {
      entry("m", {"dan-Latn"}, 0.2), entry("m", {"dan-Latn", "swe-Latn"}, 0.6),
      entry("n", {"dan-Latn"}, 0.8), entry("n", {"eng-Latn"}, 0.9),
      entry("n", {"swe-Latn"}, std::nullopt)};
  const LanguageTable all = make_language_table(entries, Strings{"all"});
  EXPECT_EQ(all.languages, (Strings{"dan-Latn", "swe-Latn", "eng-Latn"}));
  EXPECT_EQ(all.rows.at(0).model, "n");  // first in two of three
  EXPECT_DOUBLE_EQ(*all.rows.at(1).scores.at(0), 0.4);
  EXPECT_FALSE(all.rows.at(0).scores.at(1));
  const LanguageTable some = make_language_table(entries, Strings{"swe-Latn", "nob-Latn"});
  EXPECT_EQ(some.languages, Strings{"swe-Latn"});
  ASSERT_EQ(some.rows.size(), 1U);
  EXPECT_EQ(some.rows[0].model, "m");
}

// e5-small-v2 states MSMARCO and NQ. What was made from them counts as trained on as well: MSMARCO-VN
// states that it was adapted from MSMARCO.
TEST(ZeroShotTest, FollowsLinksBetweenTasksInBothDirections) {
  const auto tasks = training_tasks("intfloat/e5-small-v2");
  ASSERT_TRUE(tasks);
  const auto trained_on = [&](const std::string& task) {
    return std::ranges::find(*tasks, task) != tasks->end();
  };
  EXPECT_TRUE(trained_on("MSMARCO"));
  EXPECT_TRUE(trained_on("MSMARCO-VN"));
  EXPECT_FALSE(trained_on("SciFact"));
}

TEST(ZeroShotTest, IsUnknownForModelsThatStateNothing) {
  EXPECT_FALSE(training_tasks("aari1995/German_Semantic_STS_V2"));
  EXPECT_FALSE(training_tasks("no/such-model"));
  const std::vector<BenchmarkTask> tasks = {{.name = "SciFact", .subsets = {}, .splits = {}}};
  EXPECT_FALSE(zero_shot_percentage("no/such-model", tasks));
  EXPECT_FALSE(zero_shot_percentage("intfloat/e5-small-v2", {}));
}

TEST(ZeroShotTest, IsRoundedDown) {
  const auto task = [](const char* name) {
    return BenchmarkTask{.name = name, .subsets = {}, .splits = {}};
  };
  const std::vector<BenchmarkTask> tasks = {task("MSMARCO"), task("SciFact"), task("ArguAna")};
  EXPECT_EQ(zero_shot_percentage("intfloat/e5-small-v2", tasks), 66);
}

}  // namespace
}  // namespace assay
