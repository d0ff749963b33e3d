#include "task/classification_task.h"

#include <gtest/gtest.h>

#include <functional>

#include "support/error_of.h"
#include "support/fake_models.h"
#include "support/split_rows.h"
#include "support/test_vectors.h"

namespace assay {
namespace {

using test::error_of;
using test::split_loader;

TaskInfo classification_info(std::size_t samples_per_label = 8) {
  return {.name = "Colours",
          .type = "Classification",
          .protocol = "classification",
          .eval_splits = {"test"},
          .subsets = {{.name = "default", .languages = {"eng-Latn"}}},
          .main_score = "accuracy",
          .settings = {{"samples_per_label", samples_per_label}, {"n_experiments", 10}}};
}

// "red 0", "blue 1", "red 2", ...: the vector says the colour, with some noise from the number.
class ColourEncoder final : public Encoder {
 public:
  ColourEncoder() { info_.embed_dim = 3; }
  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext&,
                              EncodeStats*) override {
    Matrix vectors(texts.size(), 3);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const float noise = static_cast<float>(std::hash<std::string>{}(texts[i]) % 100) / 400.0F;
      vectors.row(i)[0] = texts[i].starts_with("red") ? 1.0F : noise;
      vectors.row(i)[1] = texts[i].starts_with("blue") ? 1.0F : noise;
      vectors.row(i)[2] = 0.5F - noise;
      texts_.push_back(texts[i]);
    }
    return vectors;
  }
  [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }

 private:
  ModelInfo info_;
  std::vector<std::string> texts_;
};

Json rows_of(int count, const Json& red, const Json& blue) {
  Json rows = Json::array();
  for (int i = 0; i < count; ++i) {
    const bool is_red = i % 2 == 0;
    rows.push_back({{"text", (is_red ? "red " : "blue ") + std::to_string(i)},
                    {"label", is_red ? red : blue}});
  }
  return rows;
}

Evaluation evaluate(const Json& splits, const EvaluateOptions& options = {}) {
  ColourEncoder encoder;
  return make_classification_task(classification_info(), split_loader(splits))
      ->evaluate("test", "default", encoder, options);
}

TEST(ClassificationTaskTest, GivesTheScoresOfMtebInItsOrder) {
  const Evaluation evaluation =
      evaluate({{"train", rows_of(40, 0, 1)}, {"test", rows_of(10, 0, 1)}});
  const Json& scores = evaluation.scores.scores;
  std::vector<std::string> keys;
  for (const auto& [key, value] : scores.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"scores_per_experiment", "accuracy", "f1",
                                            "f1_weighted", "precision", "precision_weighted",
                                            "recall", "recall_weighted", "ap", "ap_weighted"}));
  EXPECT_EQ(scores.at("scores_per_experiment").size(), 10U);
  EXPECT_EQ(scores.at("accuracy"), 1);
  EXPECT_EQ(scores.at("ap"), 1);
  EXPECT_EQ(evaluation.scores.main_score, 1);
  EXPECT_EQ(evaluation.scores.languages, std::vector<std::string>{"eng-Latn"});
  EXPECT_EQ(evaluation.per_query.at("ids").size(), 10U);
  EXPECT_EQ(evaluation.per_query.at("accuracy"), Json(std::vector<double>(10, 1.0)));
  // What an interval of F1 is made from: classes by number, one column an experiment.
  EXPECT_EQ(evaluation.per_query.at("predicted_10"), evaluation.per_query.at("label"));
  EXPECT_EQ(evaluation.per_query.at("label").size(), 10U);
}

TEST(ClassificationTaskTest, TakesLabelsThatAreStringsAndLeavesApUndefined) {
  const Evaluation evaluation =
      evaluate({{"train", rows_of(40, "red", "blue")}, {"test", rows_of(10, "red", "blue")}});
  EXPECT_EQ(evaluation.scores.scores.at("accuracy"), 1);
  EXPECT_TRUE(evaluation.scores.scores.at("ap").is_null());
  EXPECT_TRUE(evaluation.facts.at("undefined").contains("ap"));
  EXPECT_TRUE(evaluation.facts.at("undefined").contains("ap_weighted"));
}

TEST(ClassificationTaskTest, CountsALabelThatNoTrainingRowHasAsAMiss) {
  Json test = rows_of(4, 0, 2);
  test.push_back({{"text", "green"}, {"label", 1}});
  const Evaluation evaluation = evaluate({{"train", rows_of(40, 0, 2)}, {"test", test}});
  EXPECT_DOUBLE_EQ(evaluation.scores.scores.at("accuracy").get<double>(), 0.8);
}

TEST(ClassificationTaskTest, EvaluatesOnlyTheFirstRowsWithALimit) {
  const Evaluation evaluation =
      evaluate({{"train", rows_of(40, 0, 1)}, {"test", rows_of(10, 0, 1)}}, {.limit = 4});
  EXPECT_EQ(evaluation.per_query.at("ids").size(), 4U);
  EXPECT_EQ(evaluation.facts.at("rows_evaluated"), 4);
}

TEST(ClassificationTaskTest, GivesTheSameScoresAtAnyNumberOfThreads) {
  const Json splits{{"train", rows_of(60, 0, 1)}, {"test", rows_of(31, 0, 1)}};
  test::HashEncoder encoder;
  const auto scores_with = [&](unsigned threads) {
    return make_classification_task(classification_info(), split_loader(splits))
        ->evaluate("test", "default", encoder, {.threads = threads})
        .scores.scores;
  };
  EXPECT_EQ(scores_with(1), scores_with(2));
  EXPECT_EQ(scores_with(1), scores_with(23));
}

TEST(ClassificationTaskTest, EncodesTheRowsOfAllExperimentsOnceAndInOrder) {
  ColourEncoder encoder;
  auto task = make_classification_task(
      classification_info(3),
      split_loader({{"train", rows_of(6, 0, 1)}, {"test", rows_of(2, 0, 1)}}));
  static_cast<void>(task->evaluate("test", "default", encoder, {}));
  EXPECT_EQ(encoder.texts(), (std::vector<std::string>{"red 0", "blue 1", "red 2", "blue 3",
                                                       "red 4", "blue 5", "red 0", "blue 1"}));
}

// Orders from the reference: RandomState(42) applied once, twice and three times to 0..19.
TEST(ClassificationTaskTest, SamplesFromTheSameShuffleAppliedAgain) {
  const Json& orders = test_vectors().at("rng").at("undersample_order_n20_experiments_0_1_2");
  const std::vector<std::uint32_t> one_class(20, 0);
  const auto all = sample_by_class(one_class, 1, 20, 3);
  for (std::size_t e = 0; e < 3; ++e) EXPECT_EQ(all[e], orders[e].get<std::vector<std::size_t>>());
  // Order 0, 17, 15, 1, 8, ...; classes: even, odd.
  std::vector<std::uint32_t> parity(20);
  for (std::uint32_t i = 0; i < 20; ++i) parity[i] = i % 2;
  EXPECT_EQ(sample_by_class(parity, 2, 2, 1).front(), (std::vector<std::size_t>{0, 17, 15, 8}));
}

TEST(ClassificationTaskTest, NamesTheRowOfABadLabel) {
  Json test = rows_of(3, 0, 1);
  const Json train = rows_of(40, 0, 1);
  test[2]["label"] = nullptr;
  EXPECT_EQ(error_of([&] { evaluate({{"train", train}, {"test", test}}); }),
            "test.jsonl: row 3, column 'label': the label is missing");
  test[2]["label"] = "red";
  EXPECT_EQ(error_of([&] { evaluate({{"train", train}, {"test", test}}); }),
            "test.jsonl: row 3, column 'label': the label \"red\" is a string, those before are "
            "numbers");
  test[2]["label"] = 0.5;
  EXPECT_EQ(error_of([&] { evaluate({{"train", train}, {"test", test}}); }),
            "test.jsonl: row 3, column 'label': 0.5 is no label: neither a whole number nor a "
            "string");
}

TEST(ClassificationTaskTest, RefusesDataThatCannotBeClassified) {
  EXPECT_EQ(error_of([&] { evaluate({{"train", rows_of(10, 3, 3)}, {"test", rows_of(4, 3, 3)}}); }),
            "train.jsonl: all rows have the same label, but a classifier needs two");
  EXPECT_EQ(error_of([&] { evaluate({{"train", rows_of(10, 0, 1)}, {"test", Json::array()}}); }),
            "test.jsonl: there are no rows");
  EXPECT_EQ(error_of([&] { evaluate({{"test", rows_of(10, 0, 1)}}); }), "there is no split train");
  Json without_texts = Json::array();
  for (const int label : {0, 1}) {
    without_texts.push_back(Json::object());
    without_texts.back()["label"] = label;
  }
  EXPECT_NE(error_of([&] {
              evaluate({{"train", without_texts}, {"test", rows_of(4, 0, 1)}});
            }).find("text"),
            std::string::npos);
}

TEST(ClassificationTaskTest, RefusesSettingsWithoutSense) {
  TaskInfo info = classification_info(0);
  EXPECT_EQ(error_of([&] { (void)make_classification_task(info, split_loader({})); }),
            "Colours: the setting 'samples_per_label' has to be a positive number");
  info = classification_info();
  info.settings["is_cross_validation"] = true;
  EXPECT_EQ(error_of([&] { (void)make_classification_task(info, split_loader({})); }),
            "Colours: not supported yet: cross-validation");
}

}  // namespace
}  // namespace assay
