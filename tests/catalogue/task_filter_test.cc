#include <gtest/gtest.h>

#include <algorithm>

#include "assay/catalogue.h"
#include "assay/error.h"

namespace assay {
namespace {

using Strings = std::vector<std::string>;

bool contains(const Strings& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

TEST(TaskFilterTest, AllowsEverythingByDefault) { EXPECT_EQ(filter_tasks({}), task_names()); }

// Counts of mteb 2.20.0.
TEST(TaskFilterTest, SelectsByType) {
  EXPECT_EQ(filter_tasks({.types = {"Summarization", "regression"}}),
            (Strings{"RuSciBenchCitedCountRegression", "RuSciBenchYearPublRegression", "SummEval",
                     "SummEvalFr", "SummEvalFrSummarization.v2", "SummEvalSummarization.v2"}));
}

TEST(TaskFilterTest, SelectsByLanguageScriptOrBoth) {
  EXPECT_TRUE(language_matches("eng-Latn", "eng"));
  EXPECT_TRUE(language_matches("eng-Latn", "Latn"));
  EXPECT_TRUE(language_matches("eng-Latn", "ENG-latn"));
  EXPECT_FALSE(language_matches("eng-Latn", "en"));
  EXPECT_FALSE(language_matches("eng-Latn", "eng-Cyrl"));
  EXPECT_FALSE(language_matches("eng-Latn", ""));
  const Strings german = filter_tasks({.languages = {"deu"}});
  EXPECT_TRUE(contains(german, "STS17"));
  EXPECT_TRUE(contains(german, "FloresBitextMining"));
  EXPECT_FALSE(contains(german, "SciFact"));
}

TEST(TaskFilterTest, SelectsByBenchmarkAlias) {
  EXPECT_EQ(filter_tasks({.benchmarks = {"MTEB(eng)"}}).size(), 41U);
}

TEST(TaskFilterTest, CombinesConditions) {
  const Strings names = filter_tasks({.types = {"Retrieval"},
                                      .languages = {"eng"},
                                      .domains = {"medical"},
                                      .licenses = {"cc-by-nc-4.0"},
                                      .benchmarks = {"BEIR"},
                                      .min_samples = 5483,
                                      .max_samples = 5483});
  EXPECT_EQ(names, Strings{"SciFact"});
}

TEST(TaskFilterTest, LeavesOutSupersededAndPrivateTasksOnRequest) {
  const Strings names = filter_tasks({.types = {"BitextMining"}, .exclude_superseded = true});
  EXPECT_FALSE(contains(names, "BUCC"));
  EXPECT_TRUE(contains(names, "BUCC.v2"));
  for (const std::string& name : filter_tasks({.public_only = true}))
    EXPECT_TRUE(find_task(name)->is_public);
}

TEST(TaskFilterTest, SuggestsTheNearestValueForAnUnknownOne) {
  const auto message = [](const TaskFilter& filter) -> std::string {
    try {
      (void)filter_tasks(filter);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({.types = {"Retreival"}}),
            "no task has the type 'Retreival' (did you mean 'Retrieval'?)");
  EXPECT_EQ(message({.languages = {"eng-Latm"}}),
            "no task has the language 'eng-Latm' (did you mean 'eng-Latn'?)");
  EXPECT_EQ(message({.benchmarks = {"BEIRR"}}),
            "there is no benchmark 'BEIRR' (did you mean 'BEIR'?)");
}

}  // namespace
}  // namespace assay
