#include "task/summarization_task.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/error_of.h"
#include "support/row_tables.h"
#include "support/table_encoder.h"

namespace assay {
namespace {

using test::loader_of;
using test::table_of;

TaskInfo summaries_info(const std::string& evaluator) {
  TaskInfo info;
  info.name = "Summaries";
  info.type = "Summarization";
  info.protocol = "summarization";
  info.eval_splits = {"test"};
  info.subsets = {{"default", {"eng-Latn"}}};
  info.main_score = "cosine_spearman";
  info.settings = {{"min_score", 0}, {"max_score", 5}, {"evaluator", evaluator}};
  return info;
}

test::TableEncoder summaries() {
  return test::TableEncoder({{"h1", {1, 0}},
                             {"h2", {0, 2}},
                             {"a", {1, 0.1F}},
                             {"b", {1, 1}},
                             {"c", {0.6F, 1}},
                             {"d", {0, 4}}},
                            Similarity::kCosine);
}

// Cosines to the nearest human summary: a 0.995, b 0.707, c 0.857, d 1; dots: a 1, b 2, c 2, d 8.
const char* const kRow = R"({"text": "t", "human_summaries": ["h1", "h2"],
    "machine_summaries": ["a", "b", "c", "d"], "relevance": [3, 1, 2, 5]})";
const char* const kEqualRatings = R"({"text": "t", "human_summaries": ["h1"],
    "machine_summaries": ["a", "b"], "relevance": [4, 4]})";

TEST(SummarizationTaskTest, IsTheMeanOverRowsOfTheCorrelationWithTheRatings) {
  auto encoder = summaries();
  const auto task = make_summarization_task(summaries_info("SummarizationEvaluator"),
                                            loader_of(table_of({kRow, kEqualRatings})));
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  const Json& scores = evaluation.scores.scores;
  EXPECT_DOUBLE_EQ(scores["cosine_spearman"], 1.0);
  EXPECT_DOUBLE_EQ(scores["spearman"], 1.0);
  // Ranks of the ratings 3, 1, 2, 4; of the dot products 1, 2.5, 2.5, 4: sums of products of
  // deviations 1.5, of squares 5 and 4.5.
  EXPECT_NEAR(scores["dot_spearman"], 1.5 / std::sqrt(5 * 4.5), 1e-15);
  EXPECT_EQ(evaluation.facts["rows_skipped"], 1);
  EXPECT_EQ(evaluation.per_query["cosine_spearman"].dump(), "[1.0,null]");
}

TEST(SummarizationTaskTest, TheDeprecatedEvaluatorCountsPValuesToo) {
  auto encoder = summaries();
  const auto task = make_summarization_task(summaries_info("DeprecatedSummarizationEvaluator"),
                                            loader_of(table_of({kRow})));
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  EXPECT_DOUBLE_EQ(evaluation.scores.scores["cosine_spearman"], 0.5);  // (1 + 0) / 2
  // scipy 1.17.1: spearmanr([3, 1, 2, 5], [1, 2, 2, 8]).
  EXPECT_NEAR(evaluation.scores.scores["dot_spearman"], (0.316227766016838 + 0.683772233983162) / 2,
              1e-14);
}

TEST(SummarizationTaskTest, WithoutARowThatCountsScoresAreNull) {
  auto encoder = summaries();
  const auto task = make_summarization_task(summaries_info("SummarizationEvaluator"),
                                            loader_of(table_of({kEqualRatings})));
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  EXPECT_TRUE(evaluation.scores.scores["cosine_spearman"].is_null());
  EXPECT_EQ(evaluation.facts["undefined"]["cosine_spearman"],
            "no row has different ratings and similarities");
}

TEST(SummarizationTaskTest, ListsHaveToFitTogether) {
  auto encoder = summaries();
  const auto message = [&](const std::string& row) {
    const auto task = make_summarization_task(summaries_info("SummarizationEvaluator"),
                                              loader_of(table_of({row})));
    return test::error_of([&] { (void)task->evaluate("test", "default", encoder, {}); });
  };
  EXPECT_EQ(message(R"({"human_summaries": ["h1"], "machine_summaries": ["a", "b"],
                        "relevance": [1]})"),
            "test.jsonl: row 1, column 'relevance': expected a list of 2 numbers, one for each of "
            "machine_summaries");
  EXPECT_EQ(message(R"({"human_summaries": [], "machine_summaries": ["a"], "relevance": [1]})"),
            "test.jsonl: row 1, column 'human_summaries': there is no summary");
  EXPECT_EQ(message(R"({"human_summaries": ["h1"], "machine_summaries": ["a"],
                        "relevance": ["good"]})"),
            "test.jsonl: row 1, column 'relevance': expected numbers, found string");
}

}  // namespace
}  // namespace assay
