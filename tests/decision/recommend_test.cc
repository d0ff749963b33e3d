#include <gtest/gtest.h>

#include "assay/decision.h"

namespace assay {
namespace {

Candidate candidate(const std::string& model, std::map<Criterion, double> values) {
  Candidate made;
  made.model = model;
  made.values = std::move(values);
  return made;
}

// best 0.70 slow, near 0.69 fast (cannot be told apart), weak 0.50 fastest, worse 0.60 slow.
std::vector<Candidate> four() {
  return {candidate("best", {{Criterion::kQuality, 0.70}, {Criterion::kLatencyP95, 0.050}}),
          candidate("near", {{Criterion::kQuality, 0.69}, {Criterion::kLatencyP95, 0.010}}),
          candidate("worse", {{Criterion::kQuality, 0.60}, {Criterion::kLatencyP95, 0.040}}),
          candidate("weak", {{Criterion::kQuality, 0.50}, {Criterion::kLatencyP95, 0.001}})};
}

QualityComparison verdicts() {
  QualityComparison quality;
  for (const Candidate& one : four()) {
    ModelQuality& model = quality.models.emplace_back();
    model.model = one.model;
  }
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = i + 1; j < 4; ++j) {
      PairVerdict& pair = quality.pairs.emplace_back();
      pair.first = i;
      pair.second = j;
      pair.unit = "rows";
      pair.outcome =
          i == 0 && j == 1 ? PairVerdict::Outcome::kCannotTell : PairVerdict::Outcome::kBetter;
    }
  }
  return quality;
}

TEST(ParetoTest, MarksWhatNothingElseBeats) {
  auto candidates = four();
  const std::vector<Criterion> criteria{Criterion::kQuality, Criterion::kLatencyP95};
  mark_pareto(candidates, criteria);
  EXPECT_TRUE(candidates[0].is_pareto);
  EXPECT_TRUE(candidates[1].is_pareto);
  EXPECT_FALSE(candidates[2].is_pareto);  // near is better and faster
  EXPECT_TRUE(candidates[3].is_pareto);
}

TEST(ParetoTest, EqualOnesAreBothOnTheFrontierAndUnknownOnesAreNot) {
  std::vector<Candidate> candidates{
      candidate("a", {{Criterion::kQuality, 0.5}, {Criterion::kMemory, 1e6}}),
      candidate("b", {{Criterion::kQuality, 0.5}, {Criterion::kMemory, 1e6}}),
      candidate("c", {{Criterion::kQuality, 0.9}})};
  const std::vector<Criterion> criteria{Criterion::kQuality, Criterion::kMemory};
  mark_pareto(candidates, criteria);
  EXPECT_TRUE(candidates[0].is_pareto);
  EXPECT_TRUE(candidates[1].is_pareto);
  EXPECT_FALSE(candidates[2].is_pareto);
}

TEST(ParetoTest, DefaultCriteriaAreThoseKnownOfAll) {
  auto candidates = four();
  EXPECT_EQ(default_criteria(candidates),
            (std::vector<Criterion>{Criterion::kQuality, Criterion::kLatencyP95}));
  candidates[2].values.erase(Criterion::kLatencyP95);
  EXPECT_EQ(default_criteria(candidates), std::vector<Criterion>{Criterion::kQuality});
  candidates[2].values.erase(Criterion::kQuality);  // does not take part
  EXPECT_EQ(default_criteria(candidates).size(), 2U);
}

TEST(RecommendTest, TakesTheFastestOfThoseThatCannotBeToldApart) {
  const auto candidates = four();
  const auto found = recommend(candidates, verdicts(), {}, {});
  EXPECT_EQ(found.pick, 1U);
  EXPECT_EQ(found.runner_up, 0U);
  EXPECT_EQ(found.frontier, (std::vector<std::size_t>{0, 1, 3}));
  ASSERT_GE(found.reasons.size(), 2U);
  EXPECT_EQ(found.reasons[0],
            "best scores highest of the 4 models that fit, 70.00, but is not shown to be better "
            "than near with 69.00, whose p95 latency is better: 10.0 ms against 50.0 ms.");
  EXPECT_EQ(found.reasons[1], "Runner-up: best with 70.00; p95 latency 50.0 ms against 10.0 ms.");
}

TEST(RecommendTest, BoundsLeaveModelsOutAndSayWhy) {
  auto candidates = four();
  candidates[3].values.erase(Criterion::kLatencyP95);
  const std::vector<Constraint> bounds{{.text = "--max-latency-p95 45ms",
                                        .criterion = Criterion::kLatencyP95,
                                        .metric = "",
                                        .is_upper = true,
                                        .bound = 0.045}};
  const auto found = recommend(candidates, verdicts(), bounds, {});
  EXPECT_EQ(found.pick, 1U);
  ASSERT_EQ(found.excluded.size(), 2U);
  EXPECT_EQ(found.excluded[0].reason, "p95 latency 50.0 ms (asked for: --max-latency-p95 45ms)");
  EXPECT_EQ(found.excluded[1].reason,
            "its p95 latency is not known (asked for: --max-latency-p95 45ms)");
  EXPECT_EQ(found.reasons[0], "near has the highest score of the 2 models that fit: 69.00.");
}

TEST(RecommendTest, MetricsCanBeBounded) {
  auto candidates = four();
  candidates[0].metrics["ndcg_at_10"] = 0.4;
  const Constraint bound{.text = "ndcg",
                         .criterion = std::nullopt,
                         .metric = "ndcg_at_10",
                         .is_upper = false,
                         .bound = 0.5};
  EXPECT_EQ(holds(bound, candidates[0]), false);
  EXPECT_EQ(holds(bound, candidates[1]), std::nullopt);
  candidates[1].metrics["ndcg_at_10"] = 0.5;
  EXPECT_EQ(holds(bound, candidates[1]), true);
}

// Scores 1, 0.95, 0.5, 0; latencies by ratio: ln(50/x) / ln(50).
TEST(RecommendTest, WeightsDecideBetweenCriteria) {
  const auto candidates = four();
  const auto fast = recommend(candidates, verdicts(), {},
                              {{Criterion::kQuality, 1}, {Criterion::kLatencyP95, 3}});
  EXPECT_EQ(fast.pick, 3U);
  const auto good = recommend(candidates, verdicts(), {},
                              {{Criterion::kQuality, 3}, {Criterion::kLatencyP95, 1}});
  EXPECT_EQ(good.pick, 1U);
  EXPECT_NE(good.reasons[0].find("near has the largest weighted sum of the 4 models that fit: 0.82 "
                                 "(score 0.95 x 3.00, p95 latency 0.41 x 1.00)"),
            std::string::npos)
      << good.reasons[0];
}

TEST(RecommendTest, SaysSoWhenNothingFits) {
  const std::vector<Constraint> bounds{{.text = "--max-memory 1MB",
                                        .criterion = Criterion::kMemory,
                                        .metric = "",
                                        .is_upper = true,
                                        .bound = 1e6}};
  const auto found = recommend(four(), verdicts(), bounds, {});
  EXPECT_FALSE(found.pick);
  EXPECT_EQ(found.reasons, std::vector<std::string>{"No model fits."});
  EXPECT_EQ(found.excluded.size(), 4U);
}

TEST(CriteriaTest, ValuesArePrintedInTheirUnits) {
  EXPECT_EQ(print_value(Criterion::kLatencyP95, 0.01234), "12.3 ms");
  EXPECT_EQ(print_value(Criterion::kMemory, 512.4e6), "512 MB");
  EXPECT_EQ(print_value(Criterion::kStorage, 1.536e9), "1.54 GB");
  EXPECT_EQ(print_value(Criterion::kCost, 0.02), "$0.0200");
  EXPECT_EQ(print_value(Criterion::kParameters, 22'713'216), "22.7 M");
  EXPECT_EQ(print_value(Criterion::kQuality, 0.625), "62.50");
  EXPECT_EQ(print_value(Criterion::kDimension, std::nullopt), "-");
  EXPECT_EQ(find_criterion("latency-p95"), Criterion::kLatencyP95);
  EXPECT_EQ(find_criterion("quality"), Criterion::kQuality);
  EXPECT_FALSE(find_criterion("beauty"));
}

}  // namespace
}  // namespace assay
