// Own data that is no BEIR folder: tables and task.toml.
#include "task/own_rows.h"

#include <gtest/gtest.h>

#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "task/own_data.h"

namespace assay {
namespace {

using test::error_kind_of;
using test::error_of;
using Names = std::vector<std::string>;

TEST(OwnRowsTest, TheColumnsTellTheType) {
  const test::TemporaryFolder folder;
  const auto type_of = [&](std::string_view csv) {
    return read_own_data(folder.write("t.csv", csv)).info.protocol;
  };
  EXPECT_EQ(type_of("sentence1,sentence2,score\na,b,1\n"), "sts");
  EXPECT_EQ(type_of("sentence1,sentence2,labels\na,b,1\n"), "pair_classification");
  EXPECT_EQ(type_of("id,sentence2,sentence1\n1,a,b\n"), "bitext");
  EXPECT_EQ(type_of("sentences,labels\na,x\n"), "clustering_fast");
  EXPECT_EQ(read_own_data(folder.write("t.jsonl", R"({"sentences": ["a", "b"], "labels": [1, 2]})"))
                .info.protocol,
            "clustering_legacy");
  EXPECT_EQ(
      read_own_data(
          folder.write(
              "t.jsonl",
              R"({"text": "t", "human_summaries": ["a"], "machine_summaries": ["b"], "relevance": [1]})"))
          .info.protocol,
      "summarization");
}

TEST(OwnRowsTest, ATableIsATaskNamedAfterItsFile) {
  const test::TemporaryFolder folder;
  const OwnData data =
      read_own_data(folder.write("pairs.csv", "sentence1,sentence2,score\na,b,1.5\n"));
  EXPECT_EQ(data.info.name, "pairs");
  EXPECT_EQ(data.info.type, "STS");
  EXPECT_EQ(data.info.main_score, "cosine_spearman");
  EXPECT_EQ(data.info.eval_splits, Names{"test"});
  EXPECT_EQ(data.info.dataset_revision.size(), 7U + 16U);
  EXPECT_EQ(data.info.settings["max_score"], 5);
  EXPECT_EQ(make_own_row_loader(data)("test", "default").numbers("score"),
            std::vector<double>{1.5});
}

TEST(OwnRowsTest, AFolderOfTablesHasItsSplits) {
  const test::TemporaryFolder folder;
  (void)folder.write("set/train.tsv", "text\tlabel\na\tx\n");
  (void)folder.write("set/validation.csv", "text,label\nb,y\n");
  const OwnData data = read_own_data(folder.path() / "set");
  EXPECT_EQ(data.info.type, "Classification");
  EXPECT_EQ(data.info.eval_splits, Names{"validation"});
  const RowLoader load = make_own_row_loader(data);
  EXPECT_EQ(load("train", "default").strings("text"), Names{"a"});
  EXPECT_EQ(load("validation", "default").strings("label"), Names{"y"});
}

TEST(OwnRowsTest, ATaskFileNamesFilesColumnsAndSettings) {
  const test::TemporaryFolder folder;
  (void)folder.write("tickets/old.csv", "body,queue,id\nlost,mail,1\n");
  (void)folder.write("tickets/new.jsonl", "{\"body\": \"late\", \"queue\": \"mail\"}\n");
  (void)folder.write("tickets/task.toml", R"(type = "classification"
metric = "f1"
languages = ["eng-Latn"]
prompt = "Sort the ticket"
[files]
train = "old.csv"
test = "new.jsonl"
[columns]
text = "body"
label = "queue"
[settings]
samples_per_label = 16
)");
  const OwnData data = read_own_data(folder.path() / "tickets");
  EXPECT_EQ(data.info.name, "tickets");
  EXPECT_EQ(data.info.main_score, "f1");
  EXPECT_EQ(data.info.query_prompt, "Sort the ticket");
  EXPECT_EQ(data.info.subsets.front().languages, Names{"eng-Latn"});
  EXPECT_EQ(data.info.settings["samples_per_label"], 16);
  EXPECT_EQ(data.info.settings["n_experiments"], 10);
  const RowLoader load = make_own_row_loader(data);
  EXPECT_EQ(load("test", "default").strings("text"), Names{"late"});
  EXPECT_EQ(load("train", "default").strings("label"), Names{"mail"});
}

TEST(OwnRowsTest, RetrievalMayBeOfTables) {
  const test::TemporaryFolder folder;
  (void)folder.write("c.csv", "id,title,body\n1,T,one\n2,,two\n");
  (void)folder.write("q.tsv", "id\ttext\n7\twhich\n");
  (void)folder.write("j.csv", "query-id,corpus-id,score\n7,2,1\n");
  const auto file = folder.write(
      "find.toml",
      "type = \"Retrieval\"\n[files]\ncorpus = \"c.csv\"\nqueries = \"q.tsv\"\nqrels = \"j.csv\"\n"
      "[columns]\n");
  const OwnData data = read_own_data(file);
  EXPECT_EQ(data.info.name, "find");
  EXPECT_EQ(error_of([&] { (void)make_own_retrieval_loader(data)("test", "default"); }),
            std::filesystem::canonical(folder.path()).string() +
                "/c.csv: no column 'text'; there are: id, title, body");
  (void)folder.write("find.toml",
                     "type = \"Retrieval\"\n[files]\ncorpus = \"c.csv\"\nqueries = "
                     "\"q.tsv\"\nqrels = \"j.csv\"\n");
  (void)folder.write("c.csv", "id,title,text\n1,T,one\n2,,two\n");
  const RetrievalData found = make_own_retrieval_loader(read_own_data(file))("test", "default");
  EXPECT_EQ(found.documents[0], "T one");
  EXPECT_EQ(found.documents[1], "two");
  EXPECT_EQ(found.judgements[0][0].document, 1U);
}

TEST(OwnRowsTest, SaysWhatIsMissing) {
  const test::TemporaryFolder folder;
  const auto odd = folder.write("odd.csv", "question,answer\na,b\n");
  const std::string error = error_of([&] { (void)read_own_data(odd); });
  EXPECT_NE(error.find("Its columns are: question, answer."), std::string::npos) << error;
  EXPECT_NE(error.find("STS: sentence1, sentence2, score;"), std::string::npos) << error;

  (void)folder.write("c/test.csv", "text,label\na,b\n");
  const std::string no_train = error_of([&] { (void)read_own_data(folder.path() / "c"); });
  EXPECT_NE(no_train.find("Classification needs a folder with a file train.<ending>"),
            std::string::npos)
      << no_train;

  (void)folder.write("t/task.toml",
                     "type = \"STS\"\n[files]\ntest = \"x.csv\"\n[columns]\nscore = \"gold\"\n");
  (void)folder.write("t/x.csv", "sentence1,sentence2\na,b\n");
  const OwnData data = read_own_data(folder.path() / "t");
  const std::string missing = error_of([&] { (void)make_own_row_loader(data)("test", "default"); });
  EXPECT_NE(missing.find("x.csv: no column 'gold'; there are: sentence1, sentence2. STS needs "
                         "sentence1, sentence2, score"),
            std::string::npos)
      << missing;
}

TEST(OwnRowsTest, RefusesABrokenTaskFile) {
  const test::TemporaryFolder folder;
  const auto error = [&](std::string_view toml) {
    const auto file = folder.write("t.toml", toml);
    return error_of([&] { (void)read_task_file(file); }).substr(file.string().size());
  };
  EXPECT_EQ(error("name = \"x\"\n"), ": no key 'type'");
  EXPECT_EQ(error("type = \"Clusterin\"\n").substr(0, 60),
            ":1: no type of task 'Clusterin' (did you mean 'Clustering'?)");
  EXPECT_EQ(error("type = \"STS\"\nfile = \"x\"\n"), ":2: no key 'file' (did you mean 'files'?)");
  EXPECT_EQ(error("type = \"STS\"\n[settings]\nmax = 5\n").substr(0, 31),
            ":3: no setting 'max' of STS (di");
  EXPECT_EQ(error("type = \n").substr(0, 20), ":1: not valid TOML: ");
  EXPECT_EQ(error("type = \"STS\"\nfiles = \"x\"\n"), ":2: files has to be a table: [files]");
}

}  // namespace
}  // namespace assay
