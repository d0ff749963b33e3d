#include <gtest/gtest.h>

#include "assay/benchmark.h"

namespace assay {
namespace {

using Score = std::optional<double>;
using Scores = std::vector<Score>;

ScoreEntry entry(const std::string& model, const std::string& task, Score score,
                 const std::string& subset = "default", const std::string& split = "test") {
  return {.model = model,
          .task = task,
          .split = split,
          .subset = subset,
          .languages = {"eng-Latn"},
          .score = score};
}

// Two STS tasks and a private retrieval task.
std::vector<TaskColumn> columns() {
  return {{"A", "STS", true}, {"B", "STS", true}, {"C", "Retrieval", false}};
}

const BenchmarkRow& row_of(const BenchmarkTable& table, const std::string& model) {
  for (const BenchmarkRow& row : table.rows) {
    if (row.model == model) return row;
  }
  throw std::runtime_error("no row of " + model);
}

TEST(BenchmarkTableTest, MeansWeighTasksOrTypes) {
  const std::vector<ScoreEntry> entries = {entry("m", "A", 0.2), entry("m", "B", 0.4),
                                           entry("m", "C", 0.9)};
  const BenchmarkTable table = make_benchmark_table(entries, columns(), RankBy::kBordaOverTasks);
  EXPECT_EQ(table.types, (std::vector<std::string>{"STS", "Retrieval"}));
  const BenchmarkRow& row = table.rows.at(0);
  EXPECT_DOUBLE_EQ(*row.mean_task, 0.5);
  EXPECT_DOUBLE_EQ(*row.types.at(0), 0.3);
  EXPECT_DOUBLE_EQ(*row.mean_task_type, 0.6);
  EXPECT_DOUBLE_EQ(*row.mean_public, 0.3);
  EXPECT_DOUBLE_EQ(*row.mean_private, 0.9);
  EXPECT_DOUBLE_EQ(*row.mean_subset, 0.5);
}

TEST(BenchmarkTableTest, AMissingTaskMakesEveryMeanOverItUndefined) {
  const std::vector<ScoreEntry> entries = {entry("m", "A", 0.2), entry("m", "C", 0.9)};
  const BenchmarkTable table = make_benchmark_table(entries, columns(), RankBy::kBordaOverTasks);
  const BenchmarkRow& row = table.rows.at(0);
  EXPECT_EQ(row.tasks, (Scores{0.2, std::nullopt, 0.9}));
  EXPECT_FALSE(row.mean_task);
  EXPECT_FALSE(row.types.at(0));
  EXPECT_EQ(row.types.at(1), 0.9);
  EXPECT_FALSE(row.mean_task_type);
  EXPECT_FALSE(row.mean_public);
  EXPECT_EQ(row.mean_private, 0.9);
  EXPECT_FALSE(row.mean_subset);
}

TEST(BenchmarkTableTest, APairThatAnotherModelHasIsRequired) {
  const std::vector<ScoreEntry> entries = {
      entry("full", "A", 0.2, "en"), entry("full", "A", 0.4, "de"), entry("part", "A", 0.8, "en"),
      entry("part", "A", std::nullopt, "de"), entry("part", "B", 0.5)};
  const BenchmarkTable table = make_benchmark_table(entries, columns(), RankBy::kBordaOverTasks);
  EXPECT_DOUBLE_EQ(*row_of(table, "full").tasks.at(0), 0.3);
  EXPECT_FALSE(row_of(table, "part").tasks.at(0));
  // The Borda count takes what is there: 0.8 against 0.3, and B alone.
  EXPECT_EQ(row_of(table, "part").borda_points, 2);
  EXPECT_EQ(row_of(table, "full").borda_points, 0);
  EXPECT_EQ(table.rows.at(0).model, "part");
}

TEST(BenchmarkTableTest, EverySplitIsRequiredOfEverySubset) {
  const std::vector<ScoreEntry> entries = {entry("m", "A", 0.2, "en", "dev"),
                                           entry("m", "A", 0.4, "de", "test")};
  // Two subsets and two splits are seen, so four pairs make the task complete.
  const BenchmarkTable table =
      make_benchmark_table(entries, {{"A", "STS", true}}, RankBy::kBordaOverTasks);
  EXPECT_FALSE(table.rows.at(0).tasks.at(0));
}

TEST(BenchmarkTableTest, SortsByBordaRankAndSharesTheSmallerRank) {
  const std::vector<ScoreEntry> entries = {entry("low", "A", 0.1), entry("low", "B", 0.1),
                                           entry("one", "A", 0.9), entry("one", "B", 0.5),
                                           entry("two", "A", 0.5), entry("two", "B", 0.9)};
  const BenchmarkTable table = make_benchmark_table(
      entries, {{"A", "STS", true}, {"B", "STS", true}}, RankBy::kBordaOverTasks);
  EXPECT_EQ(row_of(table, "one").borda_rank, 1U);
  EXPECT_EQ(row_of(table, "two").borda_rank, 1U);
  EXPECT_EQ(row_of(table, "low").borda_rank, 3U);
  EXPECT_EQ(table.rows.back().model, "low");
}

TEST(BenchmarkTableTest, BySubsetEverySubsetWeighsTheSame) {
  const std::vector<ScoreEntry> entries = {entry("m", "A", 0.1, "x"), entry("m", "A", 0.2, "y"),
                                           entry("m", "B", 0.9),      entry("n", "A", 0.5, "x"),
                                           entry("n", "A", 0.6, "y"), entry("n", "B", 0.4)};
  const BenchmarkTable table =
      make_benchmark_table(entries, {{"A", "STS", true}, {"B", "STS", true}}, RankBy::kMeanSubset);
  EXPECT_EQ(table.rows.at(0).model, "n");
  EXPECT_DOUBLE_EQ(*row_of(table, "m").mean_subset, 0.4);
  EXPECT_DOUBLE_EQ(*row_of(table, "n").mean_subset, 0.5);
  EXPECT_EQ(row_of(table, "n").borda_points, 2);  // the better one in A/x and A/y
  EXPECT_DOUBLE_EQ(*row_of(table, "m").mean_task, 0.525);
}

TEST(BenchmarkTableTest, AModelWithoutAnyScoreHasNoRow) {
  const std::vector<ScoreEntry> entries = {entry("m", "A", 0.1), entry("n", "A", std::nullopt),
                                           entry("o", "not a column", 0.5)};
  EXPECT_EQ(make_benchmark_table(entries, columns(), RankBy::kBordaOverTasks).rows.size(), 1U);
}

}  // namespace
}  // namespace assay
