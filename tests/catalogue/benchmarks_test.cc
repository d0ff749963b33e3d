#include <gtest/gtest.h>

#include <algorithm>

#include "assay/catalogue.h"
#include "assay/error.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

// Expected values: mteb 2.20.0's benchmarks.
TEST(BenchmarksTest, FindsABenchmarkByNameAndByAlias) {
  const auto english = find_benchmark("MTEB(eng, v2)");
  ASSERT_TRUE(english);
  EXPECT_EQ(english->name, "MTEB(eng, v2)");
  EXPECT_EQ(english->aliases, Strings{"MTEB(eng)"});
  EXPECT_EQ(english->tasks.size(), 41U);
  EXPECT_EQ(english->aggregations, (Strings{"mean_task", "mean_task_type", "task_types"}));
  EXPECT_EQ(english->rank_by, "borda");
  EXPECT_EQ(find_benchmark("MTEB(eng)")->name, "MTEB(eng, v2)");
  EXPECT_EQ(find_benchmark("MTEB")->name, "MTEB(eng, v1)");
  EXPECT_FALSE(find_benchmark("MTEB(eng, v9)"));
}

TEST(BenchmarksTest, TellsThePartOfATaskThatIsTaken) {
  const auto beir = find_benchmark("BEIR");
  ASSERT_TRUE(beir);
  EXPECT_EQ(beir->tasks.front().name, "TRECCOVID");
  EXPECT_EQ(beir->tasks.front().splits, Strings{});
  EXPECT_EQ(beir->tasks.back().name, "MSMARCO");
  EXPECT_EQ(beir->tasks.back().splits, Strings{"dev"});
}

TEST(BenchmarksTest, ReadsHowTablesArePutTogether) {
  EXPECT_EQ(find_benchmark("HUME(v1)")->rank_by, "mean_subset");
  EXPECT_TRUE(find_benchmark("RTEB(eng, beta)")->public_tasks_only_in_summary);
  EXPECT_EQ(find_benchmark("MTEB(Europe, v1)")->language_view, Strings{"all"});
  EXPECT_EQ(find_benchmark("MTEB(Scandinavian, v1)")->language_view,
            (Strings{"dan-Latn", "swe-Latn", "nno-Latn", "nob-Latn"}));
}

TEST(BenchmarksTest, NamesOnlyTasksSubsetsAndSplitsThatExist) {
  for (const std::string& name : benchmark_names()) {
    const BenchmarkInfo benchmark = find_benchmark(name).value();
    for (const BenchmarkTask& part : benchmark.tasks) {
      const auto task = find_task(part.name);
      ASSERT_TRUE(task) << name << ": " << part.name;
      for (const std::string& subset : part.subsets) {
        EXPECT_TRUE(std::ranges::any_of(task->subsets,
                                        [&](const SubsetInfo& s) { return s.name == subset; }))
            << name << ": " << part.name << " " << subset;
      }
      for (const std::string& split : part.splits) {
        EXPECT_TRUE(std::ranges::find(task->eval_splits, split) != task->eval_splits.end())
            << name << ": " << part.name << " " << split;
      }
    }
  }
}

TEST(BenchmarksTest, LanguagesNarrowSubsetsAndLeaveOutTasks) {
  std::vector<BenchmarkTask> tasks = {
      {.name = "AmazonCounterfactualClassification", .subsets = {}, .splits = {"test"}},
      {.name = "MassiveIntentClassification", .subsets = {"de", "fr"}, .splits = {}},
      {.name = "SciFact", .subsets = {}, .splits = {}}};
  const auto german = restrict_to_languages(tasks, {"deu"});
  ASSERT_EQ(german.size(), 2U);
  EXPECT_EQ(german[0].subsets, std::vector<std::string>{"de"});
  EXPECT_EQ(german[0].splits, std::vector<std::string>{"test"});
  EXPECT_EQ(german[1].subsets, std::vector<std::string>{"de"});
  EXPECT_EQ(restrict_to_languages(tasks, {}).size(), 3U);
  try {
    (void)restrict_to_languages(tasks, {"deut"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("no task has the language 'deut'"), std::string::npos);
  }
}

}  // namespace
}  // namespace assay
