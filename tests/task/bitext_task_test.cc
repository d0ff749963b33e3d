#include "task/bitext_task.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/row_tables.h"
#include "support/table_encoder.h"

namespace assay {
namespace {

using test::loader_of;
using test::table_of;

TaskInfo bitext_info() {
  TaskInfo info;
  info.name = "Bitext";
  info.type = "BitextMining";
  info.protocol = "bitext";
  info.eval_splits = {"test"};
  info.subsets = {{"deu-eng", {"deu-Latn", "eng-Latn"}}};
  info.main_score = "f1";
  return info;
}

test::TableEncoder words() {
  return test::TableEncoder({{"eins", {1, 0, 0}},
                             {"one", {1, 0.1F, 0}},
                             {"un", {1, 0, 0.1F}},
                             {"zwei", {0, 1, 0}},
                             {"two", {0, 1, 0.1F}},
                             {"deux", {0.1F, 1, 0}},
                             {"drei", {0, 0.9F, 1}},
                             {"three", {0.5F, 0, 1}},
                             {"trois", {0, 0.5F, 1}}},
                            Similarity::kCosine);
}

TEST(BitextTaskTest, FindsTheMostSimilarSentenceOfTheOtherSide) {
  auto encoder = words();
  const auto task = make_bitext_task(
      bitext_info(), loader_of(table_of({R"({"sentence1": "eins", "sentence2": "one"})",
                                         R"({"sentence1": "zwei", "sentence2": "two"})",
                                         R"({"sentence1": "drei", "sentence2": "three"})"})));
  const Evaluation evaluation = task->evaluate("test", "deu-eng", encoder, {});
  // "drei" is nearer to "two" (0.74) than to "three" (0.66): class 1 is found twice, class 2 never.
  EXPECT_DOUBLE_EQ(evaluation.scores.scores["accuracy"], 2.0 / 3);
  EXPECT_DOUBLE_EQ(evaluation.scores.scores["recall"], 2.0 / 3);
  EXPECT_DOUBLE_EQ(evaluation.scores.scores["precision"], (1 + 0.5 + 0) / 3);
  EXPECT_DOUBLE_EQ(evaluation.scores.scores["f1"], (1 + 2.0 / 3 + 0) / 3);
  EXPECT_EQ(evaluation.scores.scores.begin().key(), "precision");
  EXPECT_EQ(evaluation.per_query["accuracy"].dump(), "[1,1,0]");
}

TEST(BitextTaskTest, OfEqualSentencesTheFirstIsFound) {
  auto encoder = words();
  const auto task = make_bitext_task(
      bitext_info(), loader_of(table_of({R"({"sentence1": "eins", "sentence2": "one"})",
                                         R"({"sentence1": "eins", "sentence2": "one"})"})));
  const Evaluation evaluation = task->evaluate("test", "deu-eng", encoder, {});
  EXPECT_EQ(evaluation.per_query["accuracy"].dump(), "[1,0]");
}

TEST(BitextTaskTest, ParallelSubsetsEncodeEveryLanguageOnce) {
  TaskInfo info = bitext_info();
  info.settings["parallel_subsets"] = true;
  info.subsets = {{"deu-eng", {}}, {"deu-fra", {}}, {"fra-eng", {}}};
  auto encoder = words();
  const auto task = make_bitext_task(
      info,
      loader_of({{"test/default", table_of({R"({"deu": "eins", "eng": "one", "fra": "un"})",
                                            R"({"deu": "zwei", "eng": "two", "fra": "deux"})"})}}));
  for (const char* subset : {"deu-eng", "deu-fra", "fra-eng"}) {
    const Evaluation evaluation = task->evaluate("test", subset, encoder, {});
    EXPECT_DOUBLE_EQ(evaluation.scores.scores["f1"], 1.0) << subset;
    EXPECT_EQ(evaluation.scores.subset, subset);
  }
  EXPECT_EQ(encoder.asked.size(), 6U);
  EXPECT_EQ(test::error_of([&] { (void)task->evaluate("test", "deu-ita", encoder, {}); }),
            "test.jsonl: no column 'ita'; there are: deu, eng, fra");
}

TEST(BitextTaskTest, GoldSaysWhereTheTranslationsAre) {
  auto encoder = words();
  const auto evaluate = [&](const std::string& gold) {
    const auto task = make_bitext_task(
        bitext_info(),
        loader_of(table_of({R"({"sentence1": ["zwei", "eins"], "sentence2": ["three", "one", "two"],
                                "gold": )" +
                            gold + "}"})));
    return task->evaluate("test", "deu-eng", encoder, {});
  };
  EXPECT_DOUBLE_EQ(evaluate("[2, 1]").scores.scores["f1"], 1.0);
  EXPECT_DOUBLE_EQ(evaluate("[[7, 2], [9, 1]]").scores.scores["f1"], 1.0);
  EXPECT_DOUBLE_EQ(evaluate("[2, 0]").scores.scores["accuracy"], 0.5);
  EXPECT_EQ(test::error_of([&] { (void)evaluate("[2, 3]"); }),
            "test.jsonl: row 1, column 'gold': expected a place among the 3 sentences of "
            "sentence2, found 3");
  EXPECT_EQ(test::error_of([&] { (void)evaluate("[2]"); }),
            "test.jsonl: row 1, column 'gold': expected a list of 2 places, one for each of "
            "sentence1");
}

}  // namespace
}  // namespace assay
