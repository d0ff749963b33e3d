#include <gtest/gtest.h>

#include "assay/task.h"

namespace assay {
namespace {

TEST(TrecRunTest, WritesOneLineForEachResult) {
  const std::vector<Evaluation::Ranking> rankings{{"q1", {{"d2", 0.5F}, {"d1", 0.1F}}}, {"q2", {}}};
  EXPECT_EQ(to_trec_run(rankings, "my model"),
            "q1 Q0 d2 1 0.5 my_model\nq1 Q0 d1 2 0.1 my_model\n");
}

TEST(TrecRunTest, PutsUnderscoresForWhiteSpaceInIds) {
  const std::vector<Evaluation::Ranking> rankings{{"a query", {{"a\tdocument", -1e-9F}}}};
  EXPECT_EQ(to_trec_run(rankings, "t"), "a_query Q0 a_document 1 -1e-09 t\n");
}

}  // namespace
}  // namespace assay
