#include <gtest/gtest.h>

#include "assay/task.h"
#include "support/error_of.h"
#include "support/table_encoder.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using test::error_of;

void write_set(const test::TemporaryFolder& folder, const std::string& split) {
  (void)folder.write("mine/corpus.jsonl",
                     "{\"_id\": \"d1\", \"title\": \"T\", \"text\": \"one\"}\n{\"_id\": \"d2\", "
                     "\"text\": \"two\"}\n");
  (void)folder.write("mine/queries.jsonl", "{\"_id\": \"q1\", \"text\": \"query\"}\n");
  (void)folder.write("mine/qrels/" + split + ".tsv", "q1\td1\t1\n");
}

TEST(OwnDataTest, AFolderIsATaskNamedAfterIt) {
  const test::TemporaryFolder folder;
  write_set(folder, "test");
  const auto task = make_task_from_folder(folder.path() / "mine" / "");
  EXPECT_EQ(task->info().name, "mine");
  EXPECT_EQ(task->info().type, "Retrieval");
  EXPECT_EQ(task->info().protocol, "retrieval");
  EXPECT_EQ(task->info().main_score, "ndcg_at_10");
  EXPECT_EQ(task->info().eval_splits, std::vector<std::string>{"test"});
  EXPECT_EQ(task->info().dataset_revision.size(), 7U + 16U);

  test::TableEncoder encoder({{"T one", {1, 0}}, {"two", {0, 1}}, {"query", {1, 0.5F}}},
                             Similarity::kCosine);
  const Evaluation evaluation = task->evaluate("test", "default", encoder, {});
  EXPECT_EQ(evaluation.scores.main_score, 1.0);
}

TEST(OwnDataTest, ChangedContentIsAnotherRevision) {
  const test::TemporaryFolder folder;
  write_set(folder, "test");
  const std::string before = make_task_from_folder(folder.path() / "mine")->info().dataset_revision;
  EXPECT_EQ(make_task_from_folder(folder.path() / "mine")->info().dataset_revision, before);
  (void)folder.write("mine/qrels/test.tsv", "q1\td2\t1\n");
  EXPECT_NE(make_task_from_folder(folder.path() / "mine")->info().dataset_revision, before);
}

TEST(OwnDataTest, ChoosesTestOrTheOnlySplit) {
  const test::TemporaryFolder folder;
  write_set(folder, "dev");
  EXPECT_EQ(make_task_from_folder(folder.path() / "mine")->info().eval_splits,
            std::vector<std::string>{"dev"});
  write_set(folder, "train");
  const std::string path = (folder.path() / "mine").string();
  EXPECT_EQ(error_of([&] { (void)make_task_from_folder(path); }),
            path + ": no split 'test', and several others to choose from: dev, train");
  write_set(folder, "test");
  EXPECT_EQ(make_task_from_folder(path)->info().eval_splits, std::vector<std::string>{"test"});
}

TEST(OwnDataTest, RefusesAFolderWithoutData) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(error_of([&] { (void)make_task_from_folder(path); }),
            path +
                ": no data: neither a task.toml, nor a BEIR folder with qrels/<split>.tsv, nor "
                "files <split>.jsonl, .csv, .tsv or .parquet (docs/own-data.md)");
  EXPECT_EQ(error_of([] { (void)make_task_from_folder("/nowhere/x"); }),
            "/nowhere/x: No such file or directory");
}

}  // namespace
}  // namespace assay
