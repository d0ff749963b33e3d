#include "cli/task_choice.h"

#include <gtest/gtest.h>

#include "support/error_of.h"

namespace assay::cli {
namespace {

using Strings = std::vector<std::string>;

TEST(TaskChoiceTest, ABenchmarkBringsItsTasksWithTheirSubsets) {
  Strings left_out;
  const auto tasks = choose_tasks({.tasks = {"SciFact"},
                                   .benchmarks = {"MTEB(eng, v2)"},
                                   .languages = {},
                                   .splits = {},
                                   .subsets = {}},
                                  &left_out);
  EXPECT_EQ(tasks.size(), 42U);
  EXPECT_EQ(tasks.front().name, "SciFact");
  const auto counterfactual =
      std::ranges::find(tasks, "AmazonCounterfactualClassification", &BenchmarkTask::name);
  ASSERT_NE(counterfactual, tasks.end());
  EXPECT_EQ(counterfactual->subsets, Strings{"en"});
  EXPECT_TRUE(left_out.empty());
}

TEST(TaskChoiceTest, LanguagesSplitsAndSubsetsNarrowAndWhatHasNoneIsLeftOut) {
  Strings left_out;
  const auto tasks = choose_tasks({.tasks = {"AmazonCounterfactualClassification", "SciFact"},
                                   .benchmarks = {},
                                   .languages = {"deu", "jpn"},
                                   .splits = {"test"},
                                   .subsets = {"ja"}},
                                  &left_out);
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].subsets, Strings{"ja"});
  EXPECT_EQ(tasks[0].splits, Strings{"test"});
  EXPECT_EQ(left_out, Strings{"SciFact"});
}

TEST(TaskChoiceTest, ATaskNamedTwiceIsEvaluatedOnceWithAllThatIsAskedFor) {
  Strings left_out;
  const auto tasks = choose_tasks({.tasks = {"AmazonCounterfactualClassification"},
                                   .benchmarks = {"MTEB(eng, v2)"},
                                   .languages = {},
                                   .splits = {},
                                   .subsets = {}},
                                  &left_out);
  EXPECT_EQ(tasks.size(), 41U);
  EXPECT_TRUE(tasks.front().subsets.empty());  // all of them
}

TEST(TaskChoiceTest, WrongNamesAreErrorsWithTheNearestOne) {
  const auto message = [](const TaskRequest& request) {
    return test::error_of([&] {
      Strings left_out;
      (void)choose_tasks(request, &left_out);
    });
  };
  TaskRequest request;
  request.tasks = {"SciFac"};
  EXPECT_EQ(message(request),
            "unknown task 'SciFac' (did you mean 'SciFact'?); 'assay tasks' lists them");
  request.tasks = {"SciFact"};
  request.splits = {"tset"};
  EXPECT_EQ(message(request), "none of the tasks has the split 'tset' (did you mean 'test'?)");
  request.splits = {};
  request.subsets = {"defualt"};
  EXPECT_EQ(message(request),
            "none of the tasks has the subset 'defualt' (did you mean 'default'?)");
  request.subsets = {};
  request.languages = {"deu"};
  EXPECT_EQ(message(request),
            "none of the tasks has a subset in the languages, splits and subsets asked for");
  request.languages = {};
  request.benchmarks = {"MTEB(eng, v22)"};
  EXPECT_EQ(message(request),
            "there is no benchmark 'MTEB(eng, v22)' (did you mean 'MTEB(eng, v2)'?); 'assay "
            "benchmarks' lists them");
}

}  // namespace
}  // namespace assay::cli
