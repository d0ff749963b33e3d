#include <gtest/gtest.h>

#include "assay/decision.h"
#include "decision/result_folder.h"
#include "support/error_of.h"

namespace assay {
namespace {

using Numbers = std::vector<double>;
using Outcome = DropFinding::Outcome;
const DecisionOptions kQuick{.resampling = {.resamples = 1000}};

// `ones` queries of 200 that are right.
Numbers right(std::size_t ones) {
  Numbers queries(200, 0);
  for (std::size_t i = 0; i < ones; ++i) queries[i] = 1;
  return queries;
}

std::vector<DropFinding> check(const Numbers& before, const Numbers& after, double max_drop,
                               const std::string& metric = "ndcg_at_10") {
  test::ResultFolder baseline;
  test::ResultFolder candidate;
  baseline.add_queries("org/m", "own", before);
  candidate.add_queries("org/m", "own", after);
  const std::vector<DropLimit> limits{{.metric = metric, .max_drop = max_drop}};
  return check_drops(baseline.results(), candidate.results(), limits, kQuick);
}

TEST(CheckDropsTest, EqualResultsHoldAndAreShownTo) {
  const auto found = check(right(150), right(150), 0.005);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].outcome, Outcome::kHolds);
  EXPECT_EQ(found[0].drop, 0);
  EXPECT_LT(*found[0].p_within, 0.01);
}

TEST(CheckDropsTest, ALargeDropFails) {
  const auto found = check(right(150), right(120), 0.005);
  EXPECT_EQ(found[0].outcome, Outcome::kFails);
  EXPECT_NEAR(found[0].drop, 0.15, 1e-12);
  EXPECT_LT(*found[0].p_exceeds, 0.01);
  EXPECT_EQ(check(right(150), right(120), 0.2)[0].outcome, Outcome::kHolds);
}

// Two queries lost: 1 % is more than 0.5 %, but two queries are no proof.
TEST(CheckDropsTest, ADropThatMayBeChanceIsUndecided) {
  const auto found = check(right(150), right(148), 0.005);
  EXPECT_EQ(found[0].outcome, Outcome::kUndecided);
  EXPECT_GT(*found[0].p_exceeds, 0.05);
  EXPECT_GT(*found[0].more_rows, 0);
}

TEST(CheckDropsTest, MainScoreStandsForEachTasksOwn) {
  const auto found = check(right(150), right(120), 0.005, "main_score");
  EXPECT_EQ(found[0].metric, "ndcg_at_10");
  EXPECT_EQ(found[0].outcome, Outcome::kFails);
}

TEST(CheckDropsTest, UnknownMetricsAndOtherDataAreRefused) {
  EXPECT_EQ(test::error_of([] { (void)check(right(1), right(1), 0, "ndcg_at_7"); }),
            "no task that both sides have has the metric ndcg_at_7");
  EXPECT_NE(
      test::error_of([] { (void)check(right(1), {1, 0}, 0); }).find("not evaluated on the same"),
      std::string::npos);
  {
    test::ResultFolder one;
    test::ResultFolder other;
    one.add_queries("org/m", "own", {1, 0});
    other.add_queries("org/m", "else", {1, 0});
    const std::vector<DropLimit> any{{.metric = "main_score", .max_drop = 0}};
    EXPECT_EQ(
        test::error_of([&] { (void)check_drops(one.results(), other.results(), any, kQuick); }),
        "the baseline and the candidate have no task in common");
  }
  test::ResultFolder baseline;
  test::ResultFolder candidate;
  baseline.add_queries("org/m", "own", {1, 0}, "1");
  candidate.add_queries("org/m", "own", {1, 0}, "2");
  const std::vector<DropLimit> limits{{.metric = "ndcg_at_10", .max_drop = 0}};
  EXPECT_EQ(test::error_of([&] {
              (void)check_drops(baseline.results(), candidate.results(), limits, kQuick);
            }),
            "own: the baseline was evaluated on revision 1 of the data, the candidate on revision "
            "2: they are not compared");
}

TEST(CheckDropsTest, WithoutRowsThereIsNoTestAndOneSidedTasksAreNamed) {
  test::ResultFolder baseline;
  test::ResultFolder candidate;
  baseline.add_plain("org/m", "SciFact", 0.6);
  baseline.add_plain("org/m", "STS12", 0.6);
  candidate.add_plain("org/m", "SciFact", 0.5);
  std::vector<std::string> skipped;
  const std::vector<DropLimit> limits{{.metric = "main_score", .max_drop = 0.01}};
  const auto found = check_drops(baseline.results(), candidate.results(), limits, kQuick, &skipped);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].outcome, Outcome::kUndecided);
  EXPECT_FALSE(found[0].p_exceeds);
  EXPECT_EQ(found[0].remark,
            "no scores of single rows of the baseline: there is no SciFact.per_query.json");
  EXPECT_EQ(skipped, std::vector<std::string>{"STS12: only the baseline has it"});
}

// Several findings: the p-values are Holm's.
TEST(CheckDropsTest, SeveralChecksShareTheError) {
  test::ResultFolder baseline;
  test::ResultFolder candidate;
  for (const char* task : {"own1", "own2", "own3"}) {
    baseline.add_queries("org/m", task, right(150));
    candidate.add_queries("org/m", task, right(150));
  }
  candidate.add_queries("org/m", "own1", right(144));  // six rows: 2^-6 = 0.016 alone
  const std::vector<DropLimit> limits{{.metric = "ndcg_at_10", .max_drop = 0}};
  const auto found = check_drops(baseline.results(), candidate.results(), limits, kQuick);
  EXPECT_DOUBLE_EQ(*found[0].p_exceeds, 3.0 / 64);
  EXPECT_EQ(found[0].outcome, Outcome::kFails);
}

}  // namespace
}  // namespace assay
