#include "cli/quantity.h"

#include <gtest/gtest.h>

#include "support/error_of.h"

namespace assay::cli {
namespace {

double parse(const char* text, Criterion criterion) {
  return parse_quantity(text, criterion, "--max");
}

TEST(QuantityTest, TakesTheUnitsOfTheCriterion) {
  EXPECT_DOUBLE_EQ(parse("20ms", Criterion::kLatencyP95), 0.02);
  EXPECT_DOUBLE_EQ(parse("0.5 s", Criterion::kLatencyP50), 0.5);
  EXPECT_DOUBLE_EQ(parse("1.5GB", Criterion::kMemory), 1.5e9);
  EXPECT_DOUBLE_EQ(parse("1GiB", Criterion::kWeights), 1073741824.0);
  EXPECT_DOUBLE_EQ(parse("100M", Criterion::kParameters), 1e8);
  EXPECT_DOUBLE_EQ(parse("$0.02", Criterion::kCost), 0.02);
  EXPECT_DOUBLE_EQ(parse("60%", Criterion::kQuality), 0.6);
  EXPECT_DOUBLE_EQ(parse("0.6", Criterion::kQuality), 0.6);
  EXPECT_DOUBLE_EQ(parse("384", Criterion::kDimension), 384);
}

TEST(QuantityTest, RefusesWhatItCannotTell) {
  for (const char* text : {"20", "", "ms", "20 minutes", "1e999ms", "nan ms", "2,5ms"}) {
    EXPECT_EQ(test::error_kind_of([&] { (void)parse(text, Criterion::kLatencyP95); }),
              ErrorKind::kUsage)
        << text;
  }
  EXPECT_EQ(test::error_of([] { (void)parse("20", Criterion::kLatencyP95); }),
            "--max: '20' is not a number with one of ms, s, us");
}

TEST(QuantityTest, ConstraintsAreNamesAndBounds) {
  const Constraint latency = parse_constraint("latency-p95 <= 20ms", "--filter");
  EXPECT_EQ(latency.criterion, Criterion::kLatencyP95);
  EXPECT_TRUE(latency.is_upper);
  EXPECT_DOUBLE_EQ(latency.bound, 0.02);
  const Constraint metric = parse_constraint("ndcg@10>=0.6", "--filter");
  EXPECT_FALSE(metric.criterion);
  EXPECT_EQ(metric.metric, "ndcg_at_10");
  EXPECT_FALSE(metric.is_upper);
  EXPECT_EQ(test::error_kind_of([] { (void)parse_constraint("memory=1GB", "--filter"); }),
            ErrorKind::kUsage);
}

TEST(QuantityTest, AssignmentsHaveTwoSides) {
  EXPECT_EQ(split_assignment("ndcg@10=0.6", "--min"),
            (std::pair<std::string, std::string>("ndcg@10", "0.6")));
  for (const char* text : {"ndcg", "=1", "ndcg="}) {
    EXPECT_EQ(test::error_kind_of([&] { (void)split_assignment(text, "--min"); }),
              ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace assay::cli
