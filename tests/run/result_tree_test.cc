#include <gtest/gtest.h>

#include "assay/run.h"
#include "support/temporary_folder.h"
#include "support/test_resources.h"

namespace assay {
namespace {

std::string file_of(const std::string& task) {
  return R"({"task_name": ")" + task +
         R"(", "dataset_revision": "r", "mteb_version": "2.0.0", "evaluation_time": 1,
  "scores": {"test": [{"main_score": 0.5, "hf_subset": "default", "languages": ["eng-Latn"]}]}})";
}

TEST(ResultTreeTest, TakesModelAndRevisionFromModelMetaElseFromTheFolders) {
  test::TemporaryFolder folder;
  folder.write("a__b/rev1/SciFact.json", file_of("SciFact"));
  folder.write("a__b/rev1/model_meta.json", R"({"name": "A/B", "revision": "1"})");
  folder.write("c__d/rev2/STS12.json", file_of("STS12"));
  folder.write("e__f/STS12.json", file_of("STS12"));
  const auto found = find_results(folder.path());
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].model, "A/B");
  EXPECT_EQ(found[0].revision, "1");
  EXPECT_EQ(found[1].model, "c/d");
  EXPECT_EQ(found[1].revision, "rev2");
  EXPECT_EQ(found[2].model, "e/f");
  EXPECT_EQ(found[2].revision, "");
}

TEST(ResultTreeTest, LeavesOutExperimentsAndSideFiles) {
  test::TemporaryFolder folder;
  folder.write("a__b/1/SciFact.json", file_of("SciFact"));
  folder.write("a__b/1/assay/SciFact.json", "{}");
  folder.write("a__b/1/experiments/limit_5/SciFact.json", file_of("SciFact"));
  folder.write("a__b/2/SciFact.json", file_of("SciFact"));
  folder.write("a__b/2/model_meta.json",
               R"({"name": "a/b", "revision": "2", "experiment_kwargs": {"embed_dim": 64}})");
  EXPECT_EQ(find_results(folder.path()).size(), 1U);
}

TEST(ResultTreeTest, NamesWhatCannotBeReadAndReadsTheRest) {
  test::TemporaryFolder folder;
  folder.write("a__b/1/SciFact.json", file_of("SciFact"));
  folder.write("a__b/1/STS12.json", "{");
  folder.write("a__b/1/other.json", "[]");
  std::vector<std::string> skipped;
  EXPECT_EQ(find_results(folder.path(), &skipped).size(), 1U);
  ASSERT_EQ(skipped.size(), 2U);
  EXPECT_NE(skipped[0].find("STS12.json: not valid JSON"), std::string::npos) << skipped[0];
  EXPECT_NE(skipped[1].find("other.json: expected an object"), std::string::npos) << skipped[1];
}

TEST(ResultTreeTest, OpensOnlyFilesOfTheTasksAskedFor) {
  test::TemporaryFolder folder;
  folder.write(
      "a__b/1/PPC.json",
      R"({"mteb_dataset_name": "PPC", "test": {"cos_sim": {"ap": 0.9}, "max": {"ap": 0.95}}})");
  folder.write("a__b/1/STS12.json", "broken, but nobody asked for it");
  std::vector<std::string> skipped;
  const auto found = find_results(folder.path(), &skipped,
                                  [](const std::string& task) { return task == "PpcPC"; });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].result.task_name, "PpcPC");
  EXPECT_EQ(mean_main_score(found[0].result), 0.95);
  EXPECT_TRUE(skipped.empty());
}

TEST(ResultTreeTest, ReadsEveryPublishedFile) {
  const auto data = test::shared_data();
  if (!data) GTEST_SKIP() << "no shared data: set ASSAY_SHARED_DATA";
  std::vector<std::string> skipped;
  const auto found = find_results(*data / "official", &skipped);
  EXPECT_TRUE(skipped.empty()) << skipped.front();
  EXPECT_GT(found.size(), 100U);
  for (const StoredResult& result : found) {
    EXPECT_NE(result.model.find('/'), std::string::npos) << result.path;
    EXPECT_TRUE(mean_main_score(result.result)) << result.path;
  }
}

}  // namespace
}  // namespace assay
