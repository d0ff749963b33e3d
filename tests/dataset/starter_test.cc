#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "assay/catalogue.h"
#include "assay/dataset.h"
#include "base/sha256.h"
#include "support/error_of.h"
#include "support/test_resources.h"

namespace assay {
namespace {

// The SHA-256 over all files of one task: of the retrieval data set, or of the hashes of every
// (split, subset).
std::string content_sha256(const TaskInfo& task) {
  if (task.protocol == "retrieval" && task.subsets.size() == 1 && task.eval_splits.size() == 1) {
    return read_starter_retrieval(task.name, task.eval_splits[0], task.subsets[0].name)
        .facts.at("data_sha256");
  }
  Hasher all;
  std::set<std::string> splits(task.eval_splits.begin(), task.eval_splits.end());
  if (task.settings.contains("train_split")) {
    splits.insert(task.settings.at("train_split").get<std::string>());
  }
  for (const std::string& split : splits) {
    for (const SubsetInfo& subset : task.subsets) {
      all.update(read_starter_rows(task.name, split, subset.name)
                     .facts.at("data_sha256")
                     .get_ref<const std::string&>());
    }
  }
  return all.finish();
}

TEST(StarterTest, RevisionsAreMadeOfTheData) {
  ASSERT_FALSE(starter_task_names().empty());
  for (const std::string& name : starter_task_names()) {
    const auto task = find_task(name);
    ASSERT_TRUE(task);
    EXPECT_TRUE(task->is_starter);
    EXPECT_EQ(task->dataset_revision, "sha256:" + content_sha256(*task).substr(0, 16))
        << "the data of " << name << " has changed: put this into data/starter/tasks.jsonl";
  }
}

TEST(StarterTest, TasksAreCalledStarterAndNotLikeOneOfMteb) {
  for (const std::string& name : starter_task_names()) {
    EXPECT_TRUE(name.starts_with("Starter")) << name;
    EXPECT_EQ(std::ranges::find(task_names(), name), task_names().end()) << name;
    EXPECT_EQ(find_task(name)->license, "apache-2.0");
  }
}

TEST(StarterTest, HoldsEveryFileOfItsFolder) {
  namespace fs = std::filesystem;
  const fs::path folder = test::source_folder() / "data/starter";
  for (const std::string& name : starter_task_names()) {
    EXPECT_TRUE(fs::is_directory(folder / name)) << name;
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_directory()) continue;
    const std::string name = entry.path().filename().string();
    EXPECT_NE(std::ranges::find(starter_task_names(), name), starter_task_names().end()) << name;
  }
}

TEST(StarterTest, RetrievalJudgesFiveDocumentsAQuery) {
  const RetrievalData data = read_starter_retrieval("StarterRetrieval", "test", "default");
  EXPECT_EQ(data.documents.size(), 300U);
  EXPECT_EQ(data.queries.size(), 60U);
  std::set<std::uint32_t> judged;
  for (const auto& judgements : data.judgements) {
    std::vector<std::int32_t> relevances;
    for (const Judgement& judgement : judgements) {
      relevances.push_back(judgement.relevance);
      judged.insert(judgement.document);
    }
    std::ranges::sort(relevances);
    EXPECT_EQ(relevances, (std::vector<std::int32_t>{0, 0, 0, 1, 2}));
  }
  EXPECT_EQ(judged.size(), 300U);
  EXPECT_EQ(*judged.rbegin(), 299U);
}

TEST(StarterTest, RetrievalReadsTheSameAsFromItsFolder) {
  const RetrievalData embedded = read_starter_retrieval("StarterRetrieval", "test", "default");
  const RetrievalData on_disk =
      read_beir_folder(test::source_folder() / "data/starter/StarterRetrieval", "test");
  EXPECT_EQ(embedded.facts, on_disk.facts);
  ASSERT_EQ(embedded.documents.size(), on_disk.documents.size());
  EXPECT_EQ(embedded.documents[0], on_disk.documents[0]);
}

TEST(StarterTest, RefusesWhatIsNotThere) {
  EXPECT_EQ(
      test::error_of([] { (void)read_starter_retrieval("StarterRetrieval", "dev", "default"); }),
      "the starter set holds no file StarterRetrieval/qrels/dev.tsv");
  EXPECT_EQ(test::error_of([] { (void)read_starter_rows("StarterSTS", "test", "de-en"); }),
            "the starter set holds no file StarterSTS/de-en/test.jsonl");
}

}  // namespace
}  // namespace assay
