#include "task/pair_classification_task.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/row_tables.h"
#include "support/table_encoder.h"

namespace assay {
namespace {

using test::loader_of;
using test::table_of;

TaskInfo pairs_info() {
  TaskInfo info;
  info.name = "Pairs";
  info.type = "PairClassification";
  info.protocol = "pair_classification";
  info.eval_splits = {"test"};
  info.subsets = {{"default", {"eng-Latn"}}};
  info.main_score = "max_ap";
  return info;
}

test::TableEncoder line() {
  return test::TableEncoder({{"zero", {1, 0}}, {"near", {1, 0.1F}}, {"far", {0, 1}}},
                            Similarity::kCosine);
}

TEST(PairClassificationTaskTest, ScoresEveryMeasureAndTheBestOfAll) {
  auto encoder = line();
  const auto task = make_pair_classification_task(
      pairs_info(),
      loader_of(table_of({R"({"sentence1": "zero", "sentence2": "near", "labels": 1})",
                          R"({"sentence1": "zero", "sentence2": "far", "labels": 0})",
                          R"({"sentence1": "far", "sentence2": "far", "labels": 1})"})));
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  const Json& scores = evaluation.scores.scores;
  EXPECT_EQ(scores.size(), 30U);
  EXPECT_EQ(scores.begin().key(), "similarity_accuracy");
  EXPECT_EQ(std::prev(scores.end()).key(), "max_ap");
  EXPECT_DOUBLE_EQ(scores["cosine_ap"], 1.0);
  EXPECT_DOUBLE_EQ(scores["manhattan_ap"], 1.0);
  // Dot products 1, 0 and 1.
  EXPECT_DOUBLE_EQ(scores["dot_ap"], 1.0);
  EXPECT_DOUBLE_EQ(scores["max_accuracy"], 1.0);
  EXPECT_EQ(evaluation.scores.main_score, 1.0);
  EXPECT_EQ(evaluation.per_query["label"].dump(), "[1,0,1]");
}

TEST(PairClassificationTaskTest, OneRowOfListsIsUnpacked) {
  auto encoder = line();
  const auto task = make_pair_classification_task(
      pairs_info(),
      loader_of(table_of(
          {R"({"sentence1": ["zero", "zero"], "sentence2": ["near", "far"], "labels": [1, 0]})"})));
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  EXPECT_EQ(evaluation.facts["rows"], 2);
  EXPECT_DOUBLE_EQ(evaluation.scores.scores["max_ap"], 1.0);
}

TEST(PairClassificationTaskTest, WithoutAlikePairsAveragePrecisionIsNullWithTheReason) {
  auto encoder = line();
  const auto task = make_pair_classification_task(
      pairs_info(),
      loader_of(table_of({R"({"sentence1": "zero", "sentence2": "near", "labels": 0})",
                          R"({"sentence1": "zero", "sentence2": "far", "labels": 0})"})));
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  EXPECT_TRUE(evaluation.scores.scores["max_ap"].is_null());
  EXPECT_FALSE(evaluation.scores.main_score);
  EXPECT_EQ(evaluation.facts["undefined"]["max_ap"], "no pair has label 1");
}

TEST(PairClassificationTaskTest, SaysWhatIsWrongWithTheRows) {
  auto encoder = line();
  const auto message = [&](const std::vector<std::string>& rows) {
    const auto task = make_pair_classification_task(pairs_info(), loader_of(table_of(rows)));
    return test::error_of([&] { (void)task->evaluate("test", "default", encoder, {}); });
  };
  EXPECT_EQ(message({R"({"sentence1": "zero", "sentence2": "far", "labels": 2})"}),
            "test.jsonl: row 1, column 'labels': expected the label 0 or 1, found 2");
  EXPECT_EQ(message({R"({"sentence1": "zero", "sentence2": "far", "labels": 1})",
                     R"({"sentence1": "zero", "sentence2": "far", "labels": "yes"})"}),
            "test.jsonl: row 2, column 'labels': expected a finite number, found string");
  EXPECT_EQ(message({R"({"sentence1": "zero", "sentence2": "far"})"}),
            "test.jsonl: no column 'labels'; there are: sentence1, sentence2");
  EXPECT_EQ(message({R"({"sentence1": ["zero"], "sentence2": ["far", "far"], "labels": [1]})"}),
            "test.jsonl: column 'sentence2' has 2 values, the others 1");
  EXPECT_EQ(message({R"({"sentence1": [], "sentence2": [], "labels": []})"}),
            "test.jsonl: there are no rows");
}

}  // namespace
}  // namespace assay
