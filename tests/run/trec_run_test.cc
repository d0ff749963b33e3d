#include "run/trec_run.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(TrecRunTest, WritesSixColumnsWithRanksFromOne) {
  const std::vector<Evaluation::Ranking> rankings = {
      {.query_id = "q1", .documents = {{"d7", 0.5F}, {"d2", 0.25F}}},
      {.query_id = "q2", .documents = {}}};
  EXPECT_EQ(print_trec_run(rankings, "my model"),
            "q1 Q0 d7 1 0.5 my_model\n"
            "q1 Q0 d2 2 0.25 my_model\n");
}

}  // namespace
}  // namespace assay
