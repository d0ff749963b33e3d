#include <gtest/gtest.h>

#include "assay/run.h"

namespace assay {
namespace {

constexpr const char* kModel = "intfloat/e5-small-v2";

StoredResult stored(const std::string& revision, const std::string& version,
                    const std::string& task = "SciFact") {
  StoredResult result;
  result.model = kModel;
  result.revision = revision;
  result.result.task_name = task;
  result.result.mteb_version = version;
  result.result.scores["test"].emplace_back();
  return result;
}

std::string winner_of(std::vector<StoredResult> results) {
  const auto joined = join_revisions(std::move(results));
  EXPECT_EQ(joined.size(), 1U);
  return joined.at(0).revision + " " + joined.at(0).result.mteb_version;
}

TEST(JoinRevisionsTest, TheRegistrysRevisionWins) {
  // mteb 2.20.0 names this revision for the model.
  const std::string main = "dca8b1a9dae0d4575df2bf423a5edb485a431236";
  EXPECT_EQ(winner_of({stored("abc", "2.9.0"), stored(main, ""), stored("def", "2.10.0")}),
            main + " ");
}

TEST(JoinRevisionsTest, ThenAReadableVersionThenANamedRevisionThenTheNewerVersion) {
  EXPECT_EQ(winner_of({stored("abc", ""), stored("external", "1.0.0")}), "external 1.0.0");
  EXPECT_EQ(winner_of({stored("external", "2.0.0"), stored("abc", "1.0.0")}), "abc 1.0.0");
  EXPECT_EQ(winner_of({stored("no_revision_available", "2.0.0"), stored("abc", "1.0.0")}),
            "abc 1.0.0");
  EXPECT_EQ(winner_of({stored("abc", "1.9.0"), stored("def", "1.10.0")}), "def 1.10.0");
  EXPECT_EQ(winner_of({stored("abc", "1.9.0"), stored("def", "1.9.0")}), "abc 1.9.0");
}

TEST(JoinRevisionsTest, ARangeOfVersionsCountsAsUnreadable) {
  EXPECT_EQ(winner_of({stored("abc", "2.10.0-2.18.7"), stored("def", "1.0.0")}), "def 1.0.0");
}

TEST(JoinRevisionsTest, KeepsEveryTaskAndDropsResultsWithoutScores) {
  StoredResult empty = stored("abc", "2.0.0", "ArguAna");
  empty.result.scores.clear();
  const auto joined =
      join_revisions({stored("abc", "1.0.0"), stored("def", "2.0.0", "STS12"), empty});
  ASSERT_EQ(joined.size(), 2U);
  EXPECT_EQ(joined[0].result.task_name, "STS12");
  EXPECT_EQ(joined[1].result.task_name, "SciFact");
}

}  // namespace
}  // namespace assay
