#include "cli/run_view.h"

#include <gtest/gtest.h>

namespace assay::cli {
namespace {

RunOutcome outcome(RunOutcome::Status status, std::optional<ErrorKind> kind = std::nullopt) {
  RunOutcome result;
  result.model = "org/m";
  result.task = "T";
  result.main_metric = "ndcg_at_10";
  result.status = status;
  result.error_kind = kind;
  return result;
}

TEST(RunViewTest, TheExitCodeTellsTheGravestFailure) {
  using Status = RunOutcome::Status;
  const RunOutcome done = outcome(Status::kEvaluated);
  const RunOutcome stored = outcome(Status::kStored);
  const RunOutcome usage = outcome(Status::kFailed, ErrorKind::kUsage);
  const RunOutcome bad_data = outcome(Status::kFailed, ErrorKind::kBadData);
  const RunOutcome fault = outcome(Status::kFailed);
  const RunOutcome stopped = outcome(Status::kInterrupted, ErrorKind::kInterrupted);
  EXPECT_EQ(exit_code_of_run({done, stored}), 0);
  EXPECT_EQ(exit_code_of_run({done, bad_data}), 1);
  EXPECT_EQ(exit_code_of_run({usage, usage, done}), 2);
  EXPECT_EQ(exit_code_of_run({usage, bad_data}), 1);
  EXPECT_EQ(exit_code_of_run({bad_data, fault}), 70);
  EXPECT_EQ(exit_code_of_run({fault, stopped}), 130);
}

TEST(RunViewTest, ScoresThatCouldNotBeStoredArePrinted) {
  RunOutcome failed = outcome(RunOutcome::Status::kFailed, ErrorKind::kUnavailable);
  failed.error = "results: no space left on device";
  failed.result.scores["test"] = {{.subset = "default",
                                   .languages = {},
                                   .main_score = 0.64508,
                                   .scores = {},
                                   .mteb_version = ""}};
  EXPECT_EQ(describe_files({failed}, "results"),
            "org/m on T: failed: results: no space left on device (not stored: ndcg_at_10 "
            "test/default 64.51)\n");
}

TEST(RunViewTest, JsonNamesWhatIsUnknownNull) {
  const Json all = describe_outcomes({outcome(RunOutcome::Status::kStored)});
  EXPECT_EQ(all["outcomes"][0]["status"], "stored");
  EXPECT_EQ(all["outcomes"][0]["score"], nullptr);
  EXPECT_EQ(all["outcomes"][0]["error"], nullptr);
  EXPECT_EQ(all["outcomes"][0]["file"], nullptr);
}

}  // namespace
}  // namespace assay::cli
