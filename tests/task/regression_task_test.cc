#include "task/regression_task.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/fake_models.h"
#include "support/split_rows.h"

namespace assay {
namespace {

using test::error_of;
using test::HashEncoder;
using test::split_loader;

TaskInfo regression_info(std::size_t num_samples = 2048) {
  return {.name = "Years",
          .type = "Regression",
          .protocol = "regression",
          .eval_splits = {"test"},
          .subsets = {{.name = "default", .languages = {"eng-Latn"}}},
          .main_score = "kendalltau",
          .settings = {{"n_samples", num_samples}, {"n_experiments", 10}}};
}

// The value is the length of the text and so the only feature.
class LengthEncoder final : public Encoder {
 public:
  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext&,
                              EncodeStats*) override {
    Matrix vectors(texts.size(), 1);
    for (std::size_t i = 0; i < texts.size(); ++i)
      vectors.row(i)[0] = static_cast<float>(texts[i].size());
    return vectors;
  }

 private:
  ModelInfo info_;
};

Json rows_of(int count) {
  Json rows = Json::array();
  for (int i = 0; i < count; ++i)
    rows.push_back({{"text", std::string(static_cast<std::size_t>(i % 50), 'x')},
                    {"value", 2 * (i % 50) + 1}});
  return rows;
}

Evaluation evaluate(const Json& splits, std::size_t num_samples = 2048,
                    const EvaluateOptions& options = {}) {
  LengthEncoder encoder;
  return make_regression_task(regression_info(num_samples), split_loader(splits))
      ->evaluate("test", "default", encoder, options);
}

TEST(RegressionTaskTest, GivesTheScoresOfMtebInItsOrder) {
  const Evaluation evaluation = evaluate({{"train", rows_of(60)}, {"test", rows_of(30)}});
  const Json& scores = evaluation.scores.scores;
  std::vector<std::string> keys;
  for (const auto& [key, value] : scores.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"scores_per_experiment", "mse", "mae", "r2",
                                            "kendalltau", "rmse"}));
  EXPECT_EQ(scores.at("scores_per_experiment").size(), 10U);
  EXPECT_NEAR(scores.at("mae").get<double>(), 0, 1e-5);
  EXPECT_NEAR(scores.at("r2").get<double>(), 1, 1e-9);
  EXPECT_NEAR(*evaluation.scores.main_score, 1, 1e-12);
  EXPECT_EQ(evaluation.per_query.at("mae").size(), 30U);
  // All rows are trained on: the experiments are equal and kept once.
  EXPECT_EQ(evaluation.per_query.at("gold").size(), 30U);
  EXPECT_EQ(evaluation.per_query.at("predicted_1").size(), 30U);
  EXPECT_FALSE(evaluation.per_query.contains("predicted_2"));
}

TEST(RegressionTaskTest, DrawsAStratifiedSampleFromManyRows) {
  // Some noise, so that the samples of the experiments give different models.
  Json train = rows_of(400);
  for (std::size_t i = 0; i < train.size(); ++i) train[i]["value"] = i % 17;
  const Evaluation evaluation = evaluate({{"train", train}, {"test", rows_of(30)}}, 60);
  const Json& experiments = evaluation.scores.scores.at("scores_per_experiment");
  EXPECT_NE(experiments[0].at("mse"), experiments[1].at("mse"));
}

TEST(RegressionTaskTest, GivesNullWithAReasonForConstants) {
  Json test = rows_of(5);
  for (Json& row : test) row["value"] = 3;
  const Evaluation evaluation = evaluate({{"train", rows_of(60)}, {"test", test}});
  EXPECT_TRUE(evaluation.scores.scores.at("kendalltau").is_null());
  EXPECT_TRUE(evaluation.scores.scores.at("r2").is_null());
  EXPECT_FALSE(evaluation.scores.main_score);
  EXPECT_EQ(evaluation.facts.at("undefined").at("r2"), "all evaluated values are equal");
  EXPECT_TRUE(evaluation.facts.at("undefined").contains("kendalltau"));
}

TEST(RegressionTaskTest, EvaluatesOnlyTheFirstRowsWithALimit) {
  const Evaluation evaluation =
      evaluate({{"train", rows_of(60)}, {"test", rows_of(30)}}, 2048, {.limit = 7});
  EXPECT_EQ(evaluation.per_query.at("ids").size(), 7U);
  EXPECT_EQ(evaluation.facts.at("rows_evaluated"), 7);
}

TEST(RegressionTaskTest, RefusesDataThatCannotBeUsed) {
  Json test = rows_of(3);
  test[1]["value"] = "many";
  EXPECT_NE(error_of([&] {
              evaluate({{"train", rows_of(60)}, {"test", test}});
            }).find("test.jsonl: row 2, column 'value'"),
            std::string::npos);
  // Fifteen values in ten bins: some bins have one.
  Json train = Json::array();
  for (int i = 0; i < 15; ++i) train.push_back({{"text", "x"}, {"value", i}});
  EXPECT_NE(error_of([&] {
              evaluate({{"train", train}, {"test", rows_of(3)}}, 10);
            }).find("train.jsonl: 10 of 15 rows cannot be drawn from 10 bins of 'value'"),
            std::string::npos);
}

}  // namespace
}  // namespace assay
