#include <gtest/gtest.h>

#include "assay/report.h"

namespace assay {
namespace {

TEST(ShowTest, PutsTheCutoffsOfAMetricOnOneLine) {
  TaskResult result;
  result.task_name = "SciFact";
  result.dataset_revision = "abc";
  result.mteb_version = "2.20.0";
  result.scores["test"] = {{.subset = "default",
                            .languages = {"eng-Latn"},
                            .main_score = 0.64508,
                            .scores = {{"ndcg_at_1", 0.5},
                                       {"ndcg_at_10", 0.64508},
                                       {"nauc_ndcg_at_10_max", nullptr},
                                       {"accuracy", 0.25},
                                       {"v_measures", {0.25, 0.75, 0.5}}},
                            .mteb_version = ""}};
  EXPECT_EQ(print_result(result, nullptr, TableStyle::kTerminal),
            "task              SciFact\n"
            "main score        64.51 %\n"
            "data revision     abc\n"
            "mteb version      2.20.0\n"
            "\n"
            "test / default (eng-Latn)\n"
            "\n"
            "Metric                               Score\n"
            "──────────  ──────────────────────────────\n"
            "main_score                         0.64508\n"
            "accuracy                           0.25000\n"
            "v_measures  (3 values, 0.25000 to 0.75000)\n"
            "\n"
            "Metric              @1        @10\n"
            "─────────────  ───────  ─────────\n"
            "ndcg           0.50000    0.64508\n"
            "nauc_ndcg_max           undefined\n");
}

TEST(ShowTest, PrintsExperimentsLevelsAndNestedCutoffs) {
  TaskResult result;
  result.task_name = "T";
  result.scores["test"] = {
      {.subset = "default",
       .languages = {},
       .main_score = 0.5,
       .scores = Json::parse(R"({"accuracy": 0.5, "v_measures": {"Level 0": [0.5, 0.75]},
         "scores_per_experiment": [{"accuracy": 0.25, "ap": null}, {"accuracy": 0.75, "ap": 0.5}],
         "og": {"ndcg_at_10": 0.125, "accuracy": 0.0625}})"),
       .mteb_version = ""}};
  const std::string text = print_result(result, nullptr, TableStyle::kCsv);
  EXPECT_NE(text.find("Metric,Score\nmain_score,0.50000\naccuracy,0.50000\n"
                      "v_measures: Level 0,\"(2 values, 0.50000 to 0.75000)\"\n"
                      "og: accuracy,0.06250\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("og:\n\nMetric,@10\nndcg,0.12500\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Experiment,accuracy,ap\n1,0.25000,undefined\n2,0.75000,0.50000\n"),
            std::string::npos)
      << text;
}

TEST(ShowTest, TellsHowTheScoresCameAbout) {
  TaskResult result;
  result.task_name = "T";
  result.scores["test"] = {
      {.subset = "default", .languages = {}, .main_score = 0.5, .scores = {}, .mteb_version = ""}};
  const Json record = Json::parse(R"({"schema_version": 1,
    "runs": [{"requested": "org/m", "assay": {"version": "0.1.0", "commit": "abc", "compiler": "GNU 12"},
              "machine": {"processor": "CPU", "cores": 2}, "model": {"settings": {"precision": "f32"}}}],
    "evaluations": [{"split": "test", "subset": "default", "facts": {"queries": 300},
                     "phases": [{"name": "Scoring", "start": 1.0, "end": 1.5}],
                     "encoding": {"tokens": 20000, "unique_texts": 5, "truncated_texts": 1, "seconds": 2.0}}]})");
  const std::string text = print_result(result, record, TableStyle::kTerminal);
  for (const char* line :
       {"requested as      org/m\n", "made by           assay 0.1.0 (abc, GNU 12)\n",
        "on                CPU, 2 cores\n", "precision         f32\n",
        "tokens            20,000 of 5 different texts, 1 of them truncated, 10,000 a second\n",
        "Scoring           0.5 s\n", "queries           300\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

}  // namespace
}  // namespace assay
