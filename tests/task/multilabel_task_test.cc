#include "task/multilabel_task.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/fake_models.h"
#include "support/split_rows.h"

namespace assay {
namespace {

using test::error_of;
using test::HashEncoder;
using test::split_loader;

TaskInfo multilabel_info() {
  return {.name = "Topics",
          .type = "MultilabelClassification",
          .protocol = "multilabel",
          .eval_splits = {"validation", "test"},
          .subsets = {{.name = "de", .languages = {"deu-Latn"}}, {.name = "en", .languages = {}}},
          .main_score = "accuracy",
          .settings = {{"samples_per_label", 3}, {"n_experiments", 4}}};
}

// Row i has the labels that its number is divisible by.
Json rows_of(int first, int count) {
  Json rows = Json::array();
  for (int i = first; i < first + count; ++i) {
    Json labels = Json::array();
    for (const int divisor : {2, 3, 5}) {
      if (i % divisor == 0) labels.push_back(divisor);
    }
    rows.push_back({{"text", "text " + std::to_string(i)}, {"label", labels}});
  }
  return rows;
}

Json splits_of_numbers() {
  return {{"train", rows_of(0, 40)}, {"validation", rows_of(100, 15)}, {"test", rows_of(200, 20)}};
}

TEST(MultilabelTaskTest, GivesTheScoresOfMtebInItsOrder) {
  HashEncoder encoder;
  const Evaluation evaluation =
      make_multilabel_task(multilabel_info(), split_loader(splits_of_numbers()))
          ->evaluate("test", "de", encoder, {});
  std::vector<std::string> keys;
  for (const auto& [key, value] : evaluation.scores.scores.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"scores_per_experiment", "accuracy", "lrap", "f1",
                                            "hamming"}));
  EXPECT_EQ(evaluation.scores.scores.at("scores_per_experiment").size(), 4U);
  EXPECT_TRUE(evaluation.scores.main_score);
  // The means of the rows are the scores.
  for (const char* key : {"accuracy", "lrap", "hamming"}) {
    const auto rows = evaluation.per_query.at(key).get<std::vector<double>>();
    double sum = 0;
    for (const double score : rows) sum += score;
    EXPECT_NEAR(sum / 20, evaluation.scores.scores.at(key).get<double>(), 1e-12) << key;
  }
}

TEST(MultilabelTaskTest, PredictsWhatTheNeighboursHave) {
  // All texts of a kind have the same vector, so all neighbours are of that kind.
  class KindEncoder final : public Encoder {
   public:
    [[nodiscard]] const ModelInfo& info() const override { return info_; }
    [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext&,
                                EncodeStats*) override {
      Matrix vectors(texts.size(), 1);
      for (std::size_t i = 0; i < texts.size(); ++i)
        vectors.row(i)[0] = texts[i].starts_with("a") ? 0.0F : 1.0F;
      return vectors;
    }

   private:
    ModelInfo info_;
  };
  Json train = Json::array();
  for (int i = 0; i < 20; ++i) {
    train.push_back({{"text", "a"}, {"label", {"news", "sport"}}});
    train.push_back({{"text", "b"}, {"label", {"art"}}});
  }
  const Json test{{{"text", "a"}, {"label", {"news", "sport"}}},
                  {{"text", "b"}, {"label", {"art"}}},
                  {{"text", "b"}, {"label", {"art", "news"}}}};
  TaskInfo info = multilabel_info();
  info.settings["samples_per_label"] = 6;
  KindEncoder encoder;
  const Evaluation evaluation =
      make_multilabel_task(info, split_loader({{"train", train}, {"test", test}}))
          ->evaluate("test", "en", encoder, {});
  EXPECT_DOUBLE_EQ(evaluation.scores.scores.at("accuracy").get<double>(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(evaluation.scores.scores.at("hamming").get<double>(), 2.5 / 3);
}

TEST(MultilabelTaskTest, KeepsTheLabelsOfEveryRow) {
  HashEncoder encoder;
  const Evaluation evaluation =
      make_multilabel_task(multilabel_info(), split_loader(splits_of_numbers()))
          ->evaluate("test", "de", encoder, {});
  const Json& table = evaluation.per_query;
  // 200, 201 and 202 are divisible by 2 and 5, 3, 2.
  EXPECT_EQ(table.at("labels").at(0), (Json{0, 2}));
  EXPECT_EQ(table.at("labels").at(1), Json::array({1}));
  EXPECT_EQ(table.at("labels").at(2), Json::array({0}));
  EXPECT_EQ(table.at("predicted_4").size(), 20U);
  EXPECT_FALSE(table.contains("predicted_5"));
}

TEST(MultilabelTaskTest, AResumedRunEqualsAnUninterruptedOne) {
  HashEncoder encoder;
  const auto make = [] {
    return make_multilabel_task(multilabel_info(), split_loader(splits_of_numbers()));
  };
  auto whole = make();
  const Json first = whole->evaluate("validation", "de", encoder, {}).scores.scores;
  static_cast<void>(whole->evaluate("validation", "en", encoder, {}));
  const Json third = whole->evaluate("test", "de", encoder, {}).scores.scores;

  auto resumed = make();
  resumed->skip("validation", "de");
  resumed->skip("validation", "en");
  EXPECT_EQ(resumed->evaluate("test", "de", encoder, {}).scores.scores, third);
  // Without the random state of the others the samples would be different ones.
  EXPECT_NE(make()->evaluate("test", "de", encoder, {}).scores.scores, third);
  EXPECT_EQ(make()->evaluate("validation", "de", encoder, {}).scores.scores, first);
}

// By hand from the shuffle of the reference (test-vectors.json, list_shuffle_n20_consecutive_3):
// 15, 9, 14, 7, 12, ...
TEST(MultilabelTaskTest, SamplesRowsUntilEachLabelHasEnough) {
  std::vector<std::vector<std::uint32_t>> labels(20);
  labels[15] = {0};
  labels[9] = {0, 1};  // taken for label 1; label 0 is counted beyond its limit
  labels[14] = {0};    // not taken
  labels[7] = {};      // never taken
  labels[12] = {2};
  NumpyGenerator random(42);
  EXPECT_EQ(sample_by_labels(labels, 3, 1, random), (std::vector<std::size_t>{15, 9, 12}));
}

TEST(MultilabelTaskTest, IgnoresLabelsThatOnlyTrainingRowsHave) {
  HashEncoder encoder;
  Json splits = splits_of_numbers();
  for (Json& row : splits["train"]) row["label"].push_back(99);
  const Evaluation evaluation = make_multilabel_task(multilabel_info(), split_loader(splits))
                                    ->evaluate("test", "de", encoder, {});
  EXPECT_EQ(evaluation.facts.at("labels"), 3);
  EXPECT_EQ(evaluation.facts.at("labels_of_training_rows_only"), 1);
}

TEST(MultilabelTaskTest, RefusesDataThatCannotBeClassified) {
  const auto error_with = [](const char* split, const Json& rows) {
    Json splits = splits_of_numbers();
    splits[split] = rows;
    HashEncoder encoder;
    return error_of([&] {
      static_cast<void>(make_multilabel_task(multilabel_info(), split_loader(splits))
                            ->evaluate("test", "de", encoder, {}));
    });
  };
  EXPECT_EQ(error_with("test", {{{"text", "a"}, {"label", 3}}}),
            "test.jsonl: row 1, column 'label': 3 is not a list of labels");
  EXPECT_EQ(error_with("test", {{{"text", "a"}, {"label", {1, 2}}}, {{"text", "a"}}}),
            "test.jsonl: row 2, column 'label': the list of labels is missing");
  EXPECT_EQ(error_with("test", {{{"text", "a"}, {"label", {2, "two"}}}}),
            "test.jsonl: row 1, column 'label': the label \"two\" is a string, those before are "
            "numbers");
  EXPECT_EQ(error_with("test", {{{"text", "a"}, {"label", {2}}}}),
            "test.jsonl: the rows have 1 different labels, at least two are needed");
  EXPECT_EQ(error_with("train", rows_of(1, 3)),
            "train.jsonl: only 2 rows can be sampled, the classifier needs 5");
}

}  // namespace
}  // namespace assay
