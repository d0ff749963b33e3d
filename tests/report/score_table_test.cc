#include <gtest/gtest.h>

#include "assay/report.h"

namespace assay {
namespace {

std::string print(const std::vector<ScoreRow>& rows) {
  return print_table(tabulate_scores(rows), TableStyle::kTerminal);
}

TEST(ScoreTableTest, FewTasksAreColumns) {
  EXPECT_EQ(print({{.model = "a/x",
                    .task = "SciFact",
                    .metric = "ndcg_at_10",
                    .score = 0.64508,
                    .tokens = 20000,
                    .encode_seconds = 2,
                    .seconds = 2.5,
                    .status = ""},
                   {.model = "b/bm25",
                    .task = "SciFact",
                    .metric = "ndcg_at_10",
                    .score = 0.68736,
                    .seconds = std::nullopt,
                    .status = ""}}),
            "Model   SciFact ndcg_at_10  Tokens/s    Time\n"
            "──────  ──────────────────  ────────  ──────\n"
            "a/x                  64.51    10,000   2.5 s\n"
            "b/bm25               68.74         -  stored\n");
}

TEST(ScoreTableTest, AMeanIsOnlyOverAllTasks) {
  EXPECT_EQ(
      print(
          {{.model = "a/x", .task = "S", .metric = "m", .score = 0.5, .seconds = {}, .status = ""},
           {.model = "a/x", .task = "T", .metric = "n", .score = 0.25, .seconds = {}, .status = ""},
           {.model = "a/y", .task = "S", .metric = "m", .score = 0.5, .seconds = {}, .status = ""},
           {.model = "a/y",
            .task = "T",
            .metric = "",
            .score = {},
            .seconds = {},
            .status = "failed"}}),
      "Model    S m     T n   Mean\n"
      "─────  ─────  ──────  ─────\n"
      "a/x    50.00   25.00  37.50\n"
      "a/y    50.00  failed      -\n");
}

TEST(ScoreTableTest, ManyTasksAreRows) {
  std::vector<ScoreRow> rows;
  for (const char* task : {"A", "B", "C", "D", "E"}) {
    rows.push_back(
        {.model = "a/x", .task = task, .metric = "acc", .score = 0.5, .seconds = {}, .status = ""});
  }
  EXPECT_EQ(print(rows),
            "Task  Metric    a/x\n"
            "────  ──────  ─────\n"
            "A     acc     50.00\n"
            "B     acc     50.00\n"
            "C     acc     50.00\n"
            "D     acc     50.00\n"
            "E     acc     50.00\n"
            "Mean          50.00\n");
}

}  // namespace
}  // namespace assay
