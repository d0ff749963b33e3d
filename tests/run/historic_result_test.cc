#include "run/historic_result.h"

#include <gtest/gtest.h>

#include "assay/result.h"
#include "support/error_of.h"

namespace assay {
namespace {

const SubsetScores& only_subset(const TaskResult& result, const std::string& split = "test") {
  EXPECT_EQ(result.scores.at(split).size(), 1U);
  return result.scores.at(split).at(0);
}

TEST(HistoricResultTest, MetricsStandDirectlyInTheSplitAndSimilaritiesAreObjects) {
  const TaskResult result = parse_result_json(R"({
    "dataset_revision": "8913289635987208e6e7c72789e4be2fe94b6abd",
    "mteb_dataset_name": "STSBenchmark",
    "mteb_version": "1.0.2",
    "test": {
      "cos_sim": {"pearson": 0.81, "spearman": 0.82},
      "euclidean": {"pearson": 0.71, "spearman": 0.72},
      "manhattan": {"pearson": 0.61, "spearman": 0.62},
      "evaluation_time": 1.25}})",
                                              "x");
  EXPECT_EQ(result.task_name, "STSBenchmark");
  EXPECT_EQ(result.dataset_revision, "8913289635987208e6e7c72789e4be2fe94b6abd");
  EXPECT_EQ(result.mteb_version, "1.0.2");
  EXPECT_EQ(result.evaluation_time, 1.25);
  const SubsetScores& scores = only_subset(result);
  EXPECT_EQ(scores.subset, "default");
  EXPECT_EQ(scores.languages, std::vector<std::string>{"eng-Latn"});
  EXPECT_EQ(scores.main_score, 0.82);  // the task's cosine_spearman
  EXPECT_EQ(scores.scores["cosine_pearson"], 0.81);
  EXPECT_EQ(scores.scores["euclidean_spearman"], 0.72);
  EXPECT_EQ(scores.scores["manhattan_pearson"], 0.61);
  EXPECT_FALSE(scores.scores.contains("cos_sim"));
  EXPECT_FALSE(scores.scores.contains("evaluation_time"));
}

TEST(HistoricResultTest, SubsetsStandInTheSplitAndTheirLanguagesComeFromTheTask) {
  const TaskResult result = parse_result_json(R"({
    "mteb_dataset_name": "AmazonCounterfactualClassification",
    "validation": {"en": {"accuracy": 0.7}, "evaluation_time": 2},
    "test": {"de": {"accuracy": 0.6, "ap": 0.5}, "en": {"accuracy": 0.8}, "evaluation_time": 3}})",
                                              "x");
  EXPECT_EQ(result.dataset_revision, "dataset revision not available");
  EXPECT_EQ(result.mteb_version, "mteb version not available");
  EXPECT_EQ(result.evaluation_time, 5.0);
  ASSERT_EQ(result.scores.at("test").size(), 2U);
  EXPECT_EQ(result.scores.at("test")[0].subset, "de");
  EXPECT_EQ(result.scores.at("test")[0].languages, std::vector<std::string>{"deu-Latn"});
  EXPECT_EQ(result.scores.at("test")[0].main_score, 0.6);
  EXPECT_EQ(only_subset(result, "validation").main_score, 0.7);
}

TEST(HistoricResultTest, ValuesOfExperimentsAreNoSubset) {
  const TaskResult result = parse_result_json(R"({
    "mteb_dataset_name": "TwentyNewsgroupsClustering.v2", "mteb_version": "1.8.0",
    "dataset_revision": "r",
    "test": {"v_measure": 0.4, "v_measures": {"Level 0": [0.3, 0.5]}}})",
                                              "x");
  EXPECT_EQ(only_subset(result).subset, "default");
  EXPECT_EQ(only_subset(result).main_score, 0.4);
  EXPECT_EQ(only_subset(result).scores["v_measures"]["Level 0"], Json::parse("[0.3, 0.5]"));
}

TEST(HistoricResultTest, AMainScoreThatIsThereStaysAndOneThatCannotBeToldIsNull) {
  const TaskResult stated = parse_result_json(
      R"({"mteb_dataset_name": "SciFact", "mteb_version": "1.2.0", "test": {"main_score": 0.3, "ndcg_at_10": 0.4}})",
      "x");
  EXPECT_EQ(only_subset(stated).main_score, 0.3);
  const TaskResult missing = parse_result_json(
      R"({"mteb_dataset_name": "SciFact", "mteb_version": "1.2.0", "test": {"ndcg_at_5": 0.4}})",
      "x");
  EXPECT_FALSE(only_subset(missing).main_score);
}

TEST(HistoricResultTest, TasksAndSubsetsGetTheNamesOfToday) {
  EXPECT_EQ(current_task_name("PPC"), "PpcPC");
  EXPECT_EQ(current_task_name("8TagsClustering"), "EightTagsClustering");
  EXPECT_EQ(current_task_name("CMedQAv2"), "CMedQAv2-reranking");
  EXPECT_EQ(current_task_name("NorwegianParliament"), "NorwegianParliamentClassification");
  EXPECT_EQ(current_task_name("scifact"), "SciFact");
  EXPECT_EQ(current_task_name("NoSuchTask"), "NoSuchTask");

  const TaskResult french = parse_result_json(
      R"({"mteb_dataset_name": "MLSUMClusteringP2P", "mteb_version": "1.1.2.dev0", "test": {"v_measure": 0.4}})",
      "x");
  EXPECT_EQ(only_subset(french).subset, "fr");
  EXPECT_EQ(only_subset(french).languages, std::vector<std::string>{"fra-Latn"});
  const TaskResult xpqa = parse_result_json(
      R"({"mteb_dataset_name": "XPQARetrieval", "mteb_version": "1.1.2", "test": {"fr": {"ndcg_at_10": 0.4}}})",
      "x");
  EXPECT_EQ(only_subset(xpqa).subset, "fra-fra");
}

TEST(HistoricResultTest, TasksThatAreNoMoreAreStillRead) {
  const TaskResult result = parse_result_json(
      R"({"mteb_dataset_name": "ScalaDaClassification", "mteb_version": "1.0.0", "test": {"accuracy": 0.6}})",
      "x");
  EXPECT_EQ(only_subset(result).main_score, 0.6);
  EXPECT_EQ(only_subset(result).languages, std::vector<std::string>{"dan-Latn"});
}

TEST(HistoricResultTest, NestedScoresOfPairClassificationBecomeFlatUpTo1_12_47) {
  const auto file = [](const std::string& version) {
    return R"({"task_name": "SprintDuplicateQuestions", "dataset_revision": "r", "mteb_version": ")" +
           version + R"(", "scores": {"test": [{"hf_subset": "default", "languages": ["eng-Latn"],
      "main_score": 0.9, "cosine": {"ap": 0.9, "f1": 0.8}, "max": {"ap": 0.95}}]}})";
  };
  const TaskResult old = parse_result_json(file("1.12.47"), "x");
  EXPECT_EQ(only_subset(old).scores.dump(), R"({"cosine_ap":0.9,"cosine_f1":0.8,"max_ap":0.95})");
  const TaskResult later = parse_result_json(file("1.12.48"), "x");
  EXPECT_TRUE(only_subset(later).scores.contains("cosine"));
}

// From 1.11 to 1.x the shape is today's; some values are not.
TEST(HistoricResultTest, ReadsTheValuesOf1_11To1_x) {
  const TaskResult result = parse_result_json(R"({
    "dataset_revision": "r", "evaluation_time": 3.5, "kg_co2_emissions": null, "mteb_version": "1.12.75",
    "scores": {"test": [{"cosine_spearman": 0.123456789012, "hf_subset": "default",
      "languages": ["eng-Latn"], "main_score": 0.123456789012, "nauc_x": NaN, "pearson": [0.5, 1e-7]}]},
    "task_name": "STSBenchmark"})",
                                              "x");
  EXPECT_EQ(only_subset(result).main_score, 0.123456789012);
  EXPECT_TRUE(only_subset(result).scores["nauc_x"].is_null());
  EXPECT_EQ(only_subset(result).scores["pearson"].dump(), "[0.5,1e-07]");
}

TEST(HistoricResultTest, RefusesWhatIsNoResultOfAnyVersion) {
  const auto message = [](const std::string& text) {
    return test::error_of([&] { (void)parse_result_json(text, "T.json"); });
  };
  EXPECT_EQ(message(R"({"mteb_dataset_name": "SciFact", "test": 3})"),
            "T.json: the split 'test' is not an object");
  EXPECT_EQ(
      message(R"({"mteb_dataset_name": "X", "test": {"en": {"accuracy": 1}, "accuracy": 1}})"),
      "T.json: 'accuracy' of the split 'test' is not an object");
}

}  // namespace
}  // namespace assay
