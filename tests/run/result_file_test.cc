#include <gtest/gtest.h>

#include <string>

#include "assay/error.h"
#include "assay/result.h"
#include "support/temporary_folder.h"
#include "support/test_resources.h"

namespace assay {
namespace {

TaskResult small_result() {
  TaskResult result;
  result.task_name = "STSBenchmark";
  result.dataset_revision = "b0fddb56ed78048fa8b90373c8a3cfc37b684831";
  result.mteb_version = "2.20.0";
  result.scores["test"] = {
      {.subset = "default",
       .languages = {"eng-Latn"},
       .main_score = 0.80123449,
       .scores = {{"pearson", 0.8123454}, {"cosine_spearman", 0.80123449}, {"nauc", nullptr}},
       .mteb_version = ""}};
  result.evaluation_time = 1.62;
  result.date = 1787400000.25;
  result.phases = {
      {.name = "Scoring", .start = 1.5, .end = 1.625, .split = "test", .subset = "default"}};
  return result;
}

// The shape of the example in mteb's documentation of its result files: keys and their order,
// indent, rounding.
TEST(ResultFileTest, WritesTheFileOfMteb) {
  EXPECT_EQ(to_result_json(small_result()), R"({
  "dataset_revision": "b0fddb56ed78048fa8b90373c8a3cfc37b684831",
  "task_name": "STSBenchmark",
  "mteb_version": "2.20.0",
  "scores": {
    "test": [
      {
        "pearson": 0.812345,
        "cosine_spearman": 0.801234,
        "nauc": null,
        "main_score": 0.801234,
        "hf_subset": "default",
        "languages": [
          "eng-Latn"
        ],
        "mteb_version": "2.20.0"
      }
    ]
  },
  "evaluation_time": 1.62,
  "kg_co2_emissions": null,
  "date": 1787400000.25,
  "evaluation_phases": [
    {
      "name": "Scoring",
      "start": 1.5,
      "end": 1.625,
      "split": "test",
      "subset": "default"
    }
  ]
})");
}

TEST(ResultFileTest, ReadsWhatItWrote) {
  const std::string text = to_result_json(small_result());
  EXPECT_EQ(to_result_json(parse_result_json(text, "x")), text);
}

TEST(ResultFileTest, UndefinedMainScoreIsNullAndItsMeanIsNone) {
  TaskResult result = small_result();
  result.scores["test"][0].main_score.reset();
  const TaskResult again = parse_result_json(to_result_json(result), "x");
  EXPECT_FALSE(again.scores.at("test")[0].main_score);
  EXPECT_FALSE(mean_main_score(again));
}

TEST(ResultFileTest, MeanWeighsEverySplitAndSubsetTheSame) {
  TaskResult result = small_result();
  result.scores["test"][0].main_score = 0.2;
  result.scores["test"].push_back(
      {.subset = "b", .languages = {}, .main_score = 0.4, .scores = {}, .mteb_version = ""});
  result.scores["dev"] = {
      {.subset = "a", .languages = {}, .main_score = 0.9, .scores = {}, .mteb_version = ""}};
  EXPECT_DOUBLE_EQ(*mean_main_score(result), 0.5);
  EXPECT_FALSE(mean_main_score(TaskResult{}));
}

TEST(ResultFileTest, ReadsNanDatesAsTextAndMissingKeys) {
  const TaskResult result = parse_result_json(R"({
    "task_name": "T", "dataset_revision": "r", "mteb_version": null, "date": "2026-11-23T07:31:51Z",
    "scores": {"test": [{"main_score": NaN, "hf_subset": "default", "languages": []}]}})",
                                              "x");
  EXPECT_EQ(result.mteb_version, "");
  EXPECT_EQ(result.date, 1795419111.0);
  EXPECT_FALSE(result.evaluation_time);
  EXPECT_FALSE(result.scores.at("test")[0].main_score);
}

TEST(ResultFileTest, SaysWhichFileAndKeyIsWrong) {
  const auto message_for = [](const std::string& text) -> std::string {
    try {
      (void)parse_result_json(text, "dir/T.json");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      return error.what();
    }
    return "accepted";
  };
  const std::string head = R"({"task_name":"T","dataset_revision":"r","mteb_version":null,)";
  EXPECT_EQ(message_for("[]"), "dir/T.json: expected an object");
  EXPECT_EQ(message_for(R"({"task_name":"T"})"), "dir/T.json: 'dataset_revision' is missing");
  EXPECT_EQ(message_for(head + R"("scores":[]})"), "dir/T.json: 'scores' is not an object");
  EXPECT_EQ(message_for(head + R"("scores":{"test":{}}})"), "dir/T.json: scores.test: not a list");
  EXPECT_EQ(message_for(head + R"("scores":{"test":[{"hf_subset":"a","main_score":1}]}})"),
            "dir/T.json: scores.test: 'languages' is missing");
  EXPECT_EQ(message_for(head + R"("scores":{"test":[{"hf_subset":"a","languages":["x"]}]}})"),
            "dir/T.json: scores.test: 'main_score' is missing");
  EXPECT_EQ(message_for(head + R"("scores":{}, "date":"soon"})"),
            "dir/T.json: 'date' is neither a number nor an ISO 8601 date");
}

TEST(ResultFileTest, ReadsThePublishedFilesOfMteb2) {
  const auto data = test::shared_data();
  if (!data) GTEST_SKIP() << "no shared data: set ASSAY_SHARED_DATA";
  const auto folder = *data / "reference" / "sentence-transformers__all-MiniLM-L6-v2";
  const TaskResult result = read_result_file(folder / "SciFact.json");
  EXPECT_EQ(result.task_name, "SciFact");
  EXPECT_DOUBLE_EQ(*mean_main_score(result), 0.64508);
  EXPECT_EQ(result.scores.at("test")[0].scores.size(), 148U);
}

}  // namespace
}  // namespace assay
