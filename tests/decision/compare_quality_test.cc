#include <gtest/gtest.h>

#include <filesystem>

#include "assay/decision.h"
#include "assay/task.h"
#include "decision/result_folder.h"
#include "support/error_of.h"

namespace assay {
namespace {

using Numbers = std::vector<double>;
using Outcome = PairVerdict::Outcome;
const DecisionOptions kQuick{.resampling = {.resamples = 1000}};

std::vector<BenchmarkTask> tasks(const std::vector<std::string>& names) {
  std::vector<BenchmarkTask> list;
  for (const auto& name : names) list.push_back({.name = name, .subsets = {}, .splits = {}});
  return list;
}

// 200 queries of 0.25, 0.5, 0.75 and 1 in turn.
Numbers steady() {
  Numbers queries(200);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    queries[i] = 0.25 * static_cast<double>(i % 4 + 1);
  }
  return queries;
}
// Those with every `nth` query lost.
Numbers degraded(std::size_t nth) {
  Numbers queries = steady();
  for (std::size_t i = 3; i < queries.size(); i += nth) queries[i] = 0;
  return queries;
}

TEST(CompareQualityTest, GroupsModelsThatCannotBeToldApart) {
  test::ResultFolder folder;
  folder.add_queries("org/good", "own", steady());
  folder.add_queries("org/same", "own", steady());
  folder.add_queries("org/weak", "own", degraded(4));
  const auto quality = compare_quality(folder.results(), tasks({"own"}), kQuick);
  ASSERT_EQ(quality.models.size(), 3U);
  EXPECT_EQ(quality.models[0].model, "org/good");
  EXPECT_NEAR(*quality.models[0].score, 0.625, 1e-12);
  EXPECT_LT(quality.models[0].interval->low, 0.625);
  EXPECT_GT(quality.models[0].interval->high, 0.625);
  EXPECT_EQ(quality.models[0].group, 1U);
  EXPECT_EQ(quality.models[1].group, 1U);
  EXPECT_EQ(quality.models[2].group, 2U);
  ASSERT_EQ(quality.pairs.size(), 3U);
  EXPECT_EQ(quality.pairs[0].outcome, Outcome::kCannotTell);
  EXPECT_EQ(quality.pairs[0].p_value, 1);
  EXPECT_EQ(quality.pairs[1].outcome, Outcome::kBetter);
  EXPECT_EQ(quality.pairs[1].unit, "rows");
  EXPECT_EQ(quality.pairs[1].units, 200U);
  EXPECT_TRUE(quality.notes.empty());
  EXPECT_EQ(describe(quality.pairs[0], quality),
            "org/good and org/same cannot be told apart: difference 0.00 (95 % interval 0.00 to "
            "0.00), p = 1.0000 after Holm, 200 rows. Their scores are equal: more rows would not "
            "help.");
  EXPECT_NE(describe(quality.pairs[1], quality).find("org/good is better than org/weak: "),
            std::string::npos);
}

// 2 % of 500 rankings lost.
TEST(CompareQualityTest, FindsTwoPercentOfRankingsDegraded) {
  Numbers queries(500, 0.8);
  Numbers lost = queries;
  for (std::size_t i = 0; i < lost.size(); i += 50) lost[i] = 0;
  test::ResultFolder folder;
  folder.add_queries("org/good", "own", queries);
  folder.add_queries("org/lost", "own", lost);
  const auto quality = compare_quality(folder.results(), tasks({"own"}), kQuick);
  EXPECT_EQ(quality.pairs[0].outcome, Outcome::kBetter);
  EXPECT_NEAR(quality.pairs[0].difference, 0.016, 1e-12);
}

TEST(CompareQualityTest, SaysHowManyMoreRowsWouldDecide) {
  Numbers a{1, 0, 1, 0, 1, 1, 0, 1, 1, 0};
  Numbers b{0, 1, 1, 0, 0, 1, 1, 1, 1, 0};
  test::ResultFolder folder;
  folder.add_queries("org/a", "own", a);
  b[9] = 0;
  a[3] = 1;
  folder.add_queries("org/a", "own", a);
  folder.add_queries("org/b", "own", b);
  const auto quality = compare_quality(folder.results(), tasks({"own"}), kQuick);
  const PairVerdict& pair = quality.pairs[0];
  EXPECT_EQ(pair.outcome, Outcome::kCannotTell);
  // Differences 1 -1 0 1 1 0 -1 0 0 0: mean 0.1, standard deviation 0.7379, error 0.2333.
  EXPECT_NEAR(pair.difference, 0.1, 1e-12);
  EXPECT_NEAR(pair.minimum_detectable, 2.801585 * 0.233333, 1e-5);
  EXPECT_EQ(pair.more_units, 418);  // 10 (6.5370^2 - 1) = 417.3
  EXPECT_NE(describe(pair, quality).find("about 418 rows more would decide"), std::string::npos);
}

TEST(CompareQualityTest, OneQueryDecidesNothing) {
  test::ResultFolder folder;
  folder.add_queries("org/a", "own", {1});
  folder.add_queries("org/b", "own", {0});
  const auto quality = compare_quality(folder.results(), tasks({"own"}), kQuick);
  EXPECT_FALSE(quality.models[0].interval);
  EXPECT_EQ(quality.pairs[0].outcome, Outcome::kCannotTell);
  EXPECT_EQ(quality.notes, std::vector<std::string>{
                               "own (test/default) has one row only: no interval can be given"});
}

TEST(CompareQualityTest, ResultsWithoutRowsAreNotTestedAndThatIsSaid) {
  test::ResultFolder folder;
  folder.add_queries("org/a", "own", steady());
  folder.add_plain("org/b", "own", 0.5);
  const auto quality = compare_quality(folder.results(), tasks({"own"}), kQuick);
  EXPECT_TRUE(quality.models[0].interval);
  EXPECT_FALSE(quality.models[1].interval);
  EXPECT_EQ(quality.pairs[0].outcome, Outcome::kNotTested);
  EXPECT_EQ(quality.pairs[0].reason,
            "no scores of single rows, and 1 task is too few to test over tasks (6 are needed)");
  EXPECT_EQ(quality.models[0].group, 0U);
  ASSERT_EQ(quality.notes.size(), 1U);
  // A result of mteb on own data: nothing says which metric is the main one.
  EXPECT_EQ(quality.notes[0],
            "no interval for org/b: own: nothing says which metric is the main score");
}

TEST(CompareQualityTest, RowsThatDoNotGiveTheResultAreNotUsed) {
  test::ResultFolder folder;
  folder.add_queries("org/a", "own", steady());
  folder.add("org/b", "own", {{"default", {{"main_score", 0.9}}}},
             {{"default", {{"ids", {"q0"}}, {"ndcg_at_10", {0.5}}}}});
  const auto quality = compare_quality(folder.results(), tasks({"own"}), kQuick);
  ASSERT_EQ(quality.notes.size(), 1U);
  EXPECT_NE(quality.notes[0].find("one of the files has been changed"), std::string::npos);
}

TEST(CompareQualityTest, RefusesOtherRevisionsOfTheDataNamingThem) {
  test::ResultFolder folder;
  folder.add_queries("org/a", "own", steady(), "1");
  folder.add_queries("org/b", "own", steady(), "2");
  EXPECT_EQ(
      test::error_of([&] { (void)compare_quality(folder.results(), tasks({"own"}), kQuick); }),
      "own: org/a was evaluated on revision 1 of the data, org/b on revision 2: they are not "
      "compared");
  DecisionOptions any = kQuick;
  any.any_revision = true;
  const auto quality = compare_quality(folder.results(), tasks({"own"}), any);
  EXPECT_EQ(quality.pairs[0].outcome, Outcome::kNotTested);
  ASSERT_EQ(quality.notes.size(), 2U);
  EXPECT_NE(quality.notes[0].find("revision 1"), std::string::npos);
}

TEST(CompareQualityTest, RefusesOtherSplitsNamingThem) {
  test::ResultFolder folder;
  folder.add("org/a", "own", {{"default", {{"main_score", 0.5}}}});
  folder.add("org/b", "own", {{"default", {{"main_score", 0.5}}}}, {}, "r", "dev");
  EXPECT_EQ(
      test::error_of([&] { (void)compare_quality(folder.results(), tasks({"own"}), kQuick); }),
      "own: org/a was evaluated on test/default, org/b on dev/default: they are not compared");
}

TEST(CompareQualityTest, PublishedResultsOfOtherRevisionsAreNotedAndLeftOut) {
  test::ResultFolder folder;
  std::vector<std::string> names;
  for (int i = 0; i < 8; ++i) {
    names.push_back("own" + std::to_string(i));
    folder.add_plain("org/a", names.back(), 0.5 + 0.01 * i);
    folder.add_plain("org/b", names.back(), 0.4 + 0.01 * i, i == 0 ? "other" : "r");
  }
  const auto quality = compare_quality(folder.results(), tasks(names), kQuick);
  const PairVerdict& pair = quality.pairs[0];
  EXPECT_EQ(pair.unit, "tasks");
  EXPECT_EQ(pair.units, 7U);
  EXPECT_DOUBLE_EQ(pair.p_value, 2.0 / 128);  // all seven differences on one side
  EXPECT_EQ(pair.outcome, Outcome::kBetter);
  EXPECT_NE(quality.notes[0].find("own0: org/a was evaluated on revision r of the data, org/b on "
                                  "revision other: not tested"),
            std::string::npos);
}

TEST(CompareQualityTest, ManyModelsAreTestedGroupByGroup) {
  test::ResultFolder folder;
  for (int m = 0; m < 15; ++m) {
    Numbers queries(100);
    for (std::size_t i = 0; i < queries.size(); ++i) {
      queries[i] = static_cast<int>(i) < 90 - 20 * (m / 5) ? 1 : 0;
    }
    folder.add_queries("org/m" + std::string(m < 10 ? "0" : "") + std::to_string(m), "own",
                       queries);
  }
  const auto quality = compare_quality(folder.results(), tasks({"own"}), kQuick);
  for (std::size_t m = 0; m < 15; ++m) EXPECT_EQ(quality.models[m].group, m / 5 + 1) << m;
  EXPECT_EQ(quality.pairs.size(), 14U + 9U + 4U);
}

// A task of the catalogue that is the mean of twelve others.
constexpr const char* kAggregate = "CQADupstackRetrieval";

void add_aggregate(test::ResultFolder& folder, const std::string& model, double of_aggregate,
                   const std::string& data_revision = "r") {
  for (const std::string& member : member_tasks(*find_task(kAggregate))) {
    folder.add_queries(model, member, {0, 0.5, 1, 0.5}, data_revision);
  }
  folder.add(model, kAggregate, {{"default", {{"main_score", of_aggregate}}}}, {}, "1");
}

TEST(CompareQualityTest, AnAggregateHasTheRowsOfItsMembers) {
  test::ResultFolder folder;
  add_aggregate(folder, "org/a", 0.5);
  add_aggregate(folder, "org/b", 0.5);
  const auto quality = compare_quality(folder.results(), tasks({kAggregate}), kQuick);
  ASSERT_EQ(quality.models.size(), 2U);
  EXPECT_EQ(quality.models[0].why_no_interval, "");
  ASSERT_TRUE(quality.models[0].interval);
  // Twelve strata of four rows, each with a standard error of 0.354 / 2: their mean's is a twelfth
  // of the root of twelve of that, 0.051.
  EXPECT_NEAR(quality.models[0].interval->high - quality.models[0].interval->low, 4 * 0.051, 0.03);
  EXPECT_EQ(quality.pairs[0].units, 48U);
}

TEST(CompareQualityTest, AnAggregateThatIsNotTheMeanOfItsMembersHasNoInterval) {
  test::ResultFolder folder;
  add_aggregate(folder, "org/a", 0.6);
  add_aggregate(folder, "org/b", 0.5);
  std::filesystem::remove(folder.folder_of("org/b") / "CQADupstackUnixRetrieval.json");
  const auto quality = compare_quality(folder.results(), tasks({kAggregate}), kQuick);
  EXPECT_EQ(
      quality.models[0].why_no_interval,
      "CQADupstackRetrieval: it is not the mean of its members: one has been evaluated since");
  EXPECT_EQ(quality.models[1].why_no_interval,
            "CQADupstackRetrieval: there is no result of its member CQADupstackUnixRetrieval");
}

TEST(CompareQualityTest, AggregatesOfOtherDataAreNotTestedByRows) {
  test::ResultFolder folder;
  add_aggregate(folder, "org/a", 0.5);
  add_aggregate(folder, "org/b", 0.5, "other");
  const auto quality = compare_quality(folder.results(), tasks({kAggregate}), kQuick);
  EXPECT_TRUE(quality.models[0].interval);
  EXPECT_EQ(quality.models[1].why_no_interval,
            "CQADupstackRetrieval: its parts are of other data than those of org/a");
}

// The strata were made with all three before the second task showed that one has no rows there.
TEST(CompareQualityTest, AModelWithoutRowsOnALaterTaskIsLeftOutOfAll) {
  test::ResultFolder folder;
  for (const char* model : {"org/a", "org/b", "org/c"}) folder.add_queries(model, "own1", steady());
  folder.add_queries("org/a", "own2", steady());
  folder.add_plain("org/b", "own2", 0.5);
  folder.add_queries("org/c", "own2", degraded(4));
  const auto quality = compare_quality(folder.results(), tasks({"own1", "own2"}), kQuick);
  ASSERT_EQ(quality.models[0].model, "org/a");
  EXPECT_TRUE(quality.models[0].interval);
  ASSERT_EQ(quality.models[2].model, "org/c");
  EXPECT_LT(quality.models[2].interval->low, 0.5);
  EXPECT_GT(quality.models[2].interval->high, 0.5);
  EXPECT_FALSE(quality.models[1].interval);
  EXPECT_EQ(quality.pairs[1].units, 400U);
  EXPECT_NEAR(quality.pairs[1].difference, 0.125, 1e-12);
}

// PawsXPairClassification has seven subsets; what no model has is no gap (docs/benchmarks.md).
TEST(CompareQualityTest, PairsThatNoModelHasAreLeftOut) {
  test::ResultFolder folder;
  const Json table = {{"ids", {0, 1}},        {"label", {1, 0}},     {"similarity", {0.9, 0.1}},
                      {"cosine", {0.9, 0.1}}, {"manhattan", {1, 2}}, {"euclidean", {1, 2}},
                      {"dot", {0.9, 0.1}}};
  folder.add("org/a", "PawsXPairClassification", {{"en", {{"main_score", 1.0}, {"max_ap", 1.0}}}},
             {{"en", table}});
  const auto quality =
      compare_quality(folder.results(), tasks({"PawsXPairClassification"}), kQuick);
  EXPECT_EQ(quality.models[0].score, 1);
  EXPECT_EQ(quality.models[0].why_no_interval, "");
}

// Weights: two subsets of a task count half of it each, whatever their rows.
TEST(CompareQualityTest, RowsAreDrawnWithinSubsets) {
  test::ResultFolder folder;
  const Json big = {{"ids", {"1", "2", "3", "4"}}, {"ndcg_at_10", {1, 1, 1, 0}}};
  const Json small = {{"ids", {"5", "6"}}, {"ndcg_at_10", {0.5, 0}}};
  folder.add("org/a", "own", {{"de", {{"main_score", 0.75}}}, {"en", {{"main_score", 0.25}}}},
             {{"de", big}, {"en", small}});
  const auto quality = compare_quality(folder.results(), tasks({"own"}), kQuick);
  EXPECT_DOUBLE_EQ(*quality.models[0].score, 0.5);
  ASSERT_TRUE(quality.models[0].interval);
  EXPECT_GE(quality.models[0].interval->low, 0);
  EXPECT_LE(quality.models[0].interval->high, 0.75);
  EXPECT_EQ(quality.models[0].group, 1U);
}

}  // namespace
}  // namespace assay
