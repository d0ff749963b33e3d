#include <gtest/gtest.h>

#include "assay/dataset.h"
#include "support/error_of.h"
#include "support/gzip_file.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using test::error_kind_of;
using test::error_of;
using test::TemporaryFolder;

constexpr const char* kCorpus =
    "{\"_id\": \"d1\", \"title\": \"Tin\", \"text\": \"A metal.\"}\n"
    "{\"_id\": \"d2\", \"title\": \"\", \"text\": \" Oak is a tree. \"}\n"
    "{\"_id\": 3, \"text\": \"Rain\"}\n";
constexpr const char* kQueries =
    "{\"_id\": \"q1\", \"text\": \"what is tin\"}\n"
    "{\"_id\": \"q2\", \"text\": \" what is oak \"}\n"
    "{\"_id\": \"q3\", \"text\": \"what is rain\"}\n";
constexpr const char* kQrels = "query-id\tcorpus-id\tscore\nq2\td2\t2\nq2\td1\t0\nq1\td1\t1\n";

void write_small_set(const TemporaryFolder& folder) {
  (void)folder.write("corpus.jsonl", kCorpus);
  (void)folder.write("queries.jsonl", kQueries);
  (void)folder.write("qrels/test.tsv", kQrels);
}

std::string error_of_reading(const TemporaryFolder& folder, const std::string& split = "test") {
  std::string message = error_of([&] { (void)read_beir_folder(folder.path(), split); });
  const std::string path = folder.path().string();
  for (auto at = message.find(path); at != std::string::npos; at = message.find(path)) {
    message.replace(at, path.size(), "DIR");
  }
  return message;
}

TEST(BeirFolderTest, ReadsDocumentsQueriesAndJudgements) {
  const TemporaryFolder folder;
  write_small_set(folder);
  const RetrievalData data = read_beir_folder(folder.path(), "test");

  ASSERT_EQ(data.documents.size(), 3U);
  EXPECT_EQ(data.document_ids[2], "3");
  EXPECT_EQ(data.documents[0], "Tin A metal.");
  EXPECT_EQ(data.documents[1], "Oak is a tree.");  // stripped
  EXPECT_EQ(data.documents[2], "Rain");

  // q3 has no judgement; the order is that of the file, not of the judgements; queries are not
  // stripped.
  ASSERT_EQ(data.queries.size(), 2U);
  EXPECT_EQ(data.query_ids[0], "q1");
  EXPECT_EQ(data.queries[1], " what is oak ");
  ASSERT_EQ(data.judgements[1].size(), 2U);
  EXPECT_EQ(data.judgements[1][0].document, 0U);
  EXPECT_EQ(data.judgements[1][0].relevance, 0);
  EXPECT_EQ(data.judgements[1][1].relevance, 2);
  EXPECT_FALSE(data.candidates);
  EXPECT_EQ(data.facts["documents"], 3);
  EXPECT_EQ(data.facts["queries"], 2);
  EXPECT_EQ(data.facts["judgements"], 3);
  EXPECT_EQ(data.facts["relevant_judgements"], 2);
  EXPECT_EQ(data.facts["queries_without_judgements_dropped"], 1);
}

TEST(BeirFolderTest, PackedFilesGiveTheSameDataAndHash) {
  const TemporaryFolder plain;
  write_small_set(plain);
  const TemporaryFolder packed;
  test::write_gzip_file(packed.path() / "corpus.jsonl.gz", kCorpus);
  test::write_gzip_file(packed.path() / "queries.jsonl.gz", kQueries);
  test::write_gzip_file(packed.path() / "qrels/test.tsv.gz", kQrels);

  EXPECT_EQ(read_beir_folder(packed.path(), "test").facts,
            read_beir_folder(plain.path(), "test").facts);
  EXPECT_EQ(beir_content_sha256(packed.path()), beir_content_sha256(plain.path()));
  (void)plain.write("qrels/test.tsv", "q1\td1\t1\n");
  EXPECT_NE(beir_content_sha256(packed.path()), beir_content_sha256(plain.path()));
}

TEST(BeirFolderTest, OfARepeatedPairTheLastRowCounts) {
  const TemporaryFolder folder;
  write_small_set(folder);
  (void)folder.write("qrels/test.tsv", "q1\td1\t0\nq1\td2\t1\nq1\td1\t3\n");
  const RetrievalData data = read_beir_folder(folder.path(), "test");
  ASSERT_EQ(data.judgements[0].size(), 2U);
  EXPECT_EQ(data.judgements[0][0].relevance, 3);
}

TEST(BeirFolderTest, JudgementsOfUnknownDocumentsStayAndAreCounted) {
  const TemporaryFolder folder;
  write_small_set(folder);
  (void)folder.write("qrels/test.tsv",
                     "q1\tnowhere\t1\nq1\td1\t1\nq1\telsewhere\t2\nq2\tnowhere\t1\n");
  const RetrievalData data = read_beir_folder(folder.path(), "test");
  ASSERT_EQ(data.judgements[0].size(), 3U);
  EXPECT_EQ(data.judgements[0][0].document, 0U);
  EXPECT_EQ(data.judgements[0][1].document, 3U);  // not one of the 3 documents
  EXPECT_EQ(data.judgements[0][2].document, 4U);
  EXPECT_EQ(data.judgements[1][0].document, 3U);
  EXPECT_EQ(data.facts["judgements_of_unknown_documents"], 3);
}

TEST(BeirFolderTest, JudgementsOfUnknownQueriesAreCounted) {
  const TemporaryFolder folder;
  write_small_set(folder);
  (void)folder.write("qrels/test.tsv", "q1\td1\t1\nq9\td1\t1\n");
  const RetrievalData data = read_beir_folder(folder.path(), "test");
  EXPECT_EQ(data.queries.size(), 1U);
  EXPECT_EQ(data.facts["judgements_of_unknown_queries"], 1);
}

TEST(BeirFolderTest, EmptyTextsAreKeptAndCounted) {
  const TemporaryFolder folder;
  write_small_set(folder);
  (void)folder.write("corpus.jsonl",
                     "{\"_id\": \"d1\", \"text\": \" \"}\n{\"_id\": \"d2\", \"text\": \"\"}\n");
  (void)folder.write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"\"}\n");
  const RetrievalData data = read_beir_folder(folder.path(), "test");
  EXPECT_EQ(data.documents.size(), 2U);
  EXPECT_EQ(data.documents[0], "");
  EXPECT_EQ(data.facts["empty_documents"], 2);
  EXPECT_EQ(data.facts["empty_queries"], 1);
}

TEST(BeirFolderTest, ATextOfAMegabyteIsKeptWhole) {
  const TemporaryFolder folder;
  write_small_set(folder);
  const std::string text(1 << 20, 'x');
  (void)folder.write("corpus.jsonl", "{\"_id\": \"d1\", \"text\": \"" + text + "\"}\n");
  EXPECT_EQ(read_beir_folder(folder.path(), "test").documents[0], text);
}

TEST(BeirFolderTest, JoinsConversationsAndInstructions) {
  const TemporaryFolder folder;
  write_small_set(folder);
  (void)folder.write(
      "queries.jsonl",
      "{\"_id\": \"q1\", \"text\": [{\"role\": \"user\", \"content\": \"hi\"}, {\"role\": "
      "\"assistant\", \"content\": \"ho\"}]}\n"
      "{\"_id\": \"q2\", \"text\": [\"one\", \"two\"]}\n"
      "{\"_id\": \"q3\", \"text\": \"three\"}\n");
  (void)folder.write("qrels/test.tsv", "q1\td1\t1\nq2\td1\t1\nq3\td1\t1\n");
  RetrievalData data = read_beir_folder(folder.path(), "test");
  EXPECT_EQ(data.queries[0], "user: hi; assistant: ho");
  EXPECT_EQ(data.queries[1], "one; two");
  // An instruction goes in front of a conversation and behind a plain query.
  (void)folder.write("instructions.jsonl",
                     "{\"query-id\": \"q1\", \"instruction\": \"be kind\"}\n"
                     "{\"query-id\": \"q2\", \"instruction\": null}\n"
                     "{\"query-id\": \"q3\", \"instruction\": \"be brief\"}\n");
  data = read_beir_folder(folder.path(), "test");
  EXPECT_EQ(data.queries[0], "be kind user: hi; assistant: ho");
  EXPECT_EQ(data.queries[1], "one; two");
  EXPECT_EQ(data.queries[2], "three be brief");
  (void)folder.write("instructions.jsonl",
                     "{\"query-id\": \"q1\", \"instruction\": \"be kind\"}\n");
  EXPECT_EQ(error_of_reading(folder), "DIR: the query 'q2' has no instruction");
}

TEST(BeirFolderTest, ReadsCandidates) {
  const TemporaryFolder folder;
  write_small_set(folder);
  (void)folder.write("top_ranked.jsonl",
                     "{\"query-id\": \"q1\", \"corpus-ids\": [\"3\", \"d1\", \"3\"]}\n");
  RetrievalData data = read_beir_folder(folder.path(), "test");
  ASSERT_TRUE(data.candidates);
  EXPECT_EQ((*data.candidates)[0], (std::vector<std::uint32_t>{2, 0}));
  EXPECT_TRUE((*data.candidates)[1].empty());
  EXPECT_EQ(data.queries_without_candidates, std::vector<std::uint32_t>{1});
  EXPECT_EQ(data.facts["queries_without_candidates"], 1);
  // A table of the split goes before the one for all splits.
  (void)folder.write("top_ranked/test.jsonl", "{\"query-id\": \"q1\", \"corpus-ids\": [\"d9\"]}\n");
  EXPECT_EQ(error_of_reading(folder),
            "DIR/top_ranked/test.jsonl:1: the candidate 'd9' is not in the corpus");
}

TEST(BeirFolderTest, ATableOfTheSplitGoesBeforeTheCommonOne) {
  const TemporaryFolder folder;
  write_small_set(folder);
  (void)folder.write("corpus/test.jsonl", "{\"_id\": \"d1\", \"text\": \"only this\"}\n");
  EXPECT_EQ(read_beir_folder(folder.path(), "test").documents.size(), 1U);
}

TEST(BeirFolderTest, NamesFileAndLineOfABadDocument) {
  const TemporaryFolder folder;
  write_small_set(folder);
  const auto with_second_line = [&](const std::string& line) {
    (void)folder.write("corpus.jsonl", "{\"_id\": \"d1\", \"text\": \"a\"}\n" + line + "\n");
    return error_of_reading(folder);
  };
  EXPECT_EQ(with_second_line("no json"),
            "DIR/corpus.jsonl:2: the line is not JSON (at its byte 2)");
  EXPECT_EQ(with_second_line("{\"_id\": \"d1\", \"text\": \"b\"}"),
            "DIR/corpus.jsonl:2: the document id 'd1' is there already");
  EXPECT_EQ(with_second_line("{\"text\": \"b\"}"), "DIR/corpus.jsonl:2: no _id");
  EXPECT_EQ(with_second_line("{\"_id\": 1.5, \"text\": \"b\"}"),
            "DIR/corpus.jsonl:2: _id has to be a string or an integer, found number");
  EXPECT_EQ(with_second_line("{\"_id\": \"d2\"}"), "DIR/corpus.jsonl:2: no text");
  EXPECT_EQ(with_second_line("{\"_id\": \"d2\", \"text\": null}"),
            "DIR/corpus.jsonl:2: text has to be a string, found null");
  EXPECT_EQ(with_second_line("{\"_id\": \"d2\", \"text\": \"\xFE\"}"),
            "DIR/corpus.jsonl:2: byte 24 of the line is not UTF-8");
  EXPECT_EQ(with_second_line("{\"id\": \"d2\", \"title\": null, \"text\": \"b\"}"), "no error");
}

TEST(BeirFolderTest, NamesFileAndLineOfABadQuery) {
  const TemporaryFolder folder;
  write_small_set(folder);
  const auto with_line = [&](const std::string& line) {
    (void)folder.write("queries.jsonl", line + "\n{\"_id\": \"q1\", \"text\": \"a\"}\n");
    return error_of_reading(folder);
  };
  EXPECT_EQ(with_line("{\"_id\": \"q1\", \"text\": \"b\"}"),
            "DIR/queries.jsonl:2: the query id 'q1' is there already");
  EXPECT_EQ(with_line("{\"_id\": \"q2\", \"text\": 5}"),
            "DIR/queries.jsonl:1: the text of a query has to be a string or a conversation (a "
            "list), found number");
  EXPECT_EQ(with_line("{\"_id\": \"q2\", \"text\": []}"),
            "DIR/queries.jsonl:1: the text of a query has to be a string or a conversation (a "
            "list), found an empty list");
  EXPECT_EQ(
      with_line("{\"_id\": \"q2\", \"text\": [\"a\", {\"role\": \"user\", \"content\": \"b\"}]}"),
      "DIR/queries.jsonl:1: the turns of a conversation differ in type");
  EXPECT_EQ(with_line("{\"_id\": \"q2\", \"text\": [{\"role\": \"user\"}]}"),
            "DIR/queries.jsonl:1: a turn of a conversation has to be a string or an object with "
            "role and content");
}

TEST(BeirFolderTest, RefusesDataThatCannotBeScored) {
  const TemporaryFolder folder;
  write_small_set(folder);
  (void)folder.write("qrels/test.tsv", "q1\td1\t0\nq2\td2\t-1\n");
  EXPECT_EQ(error_of_reading(folder),
            "DIR: no judgement has a relevance of 1 or more: there is nothing to find");
  (void)folder.write("qrels/test.tsv", "query-id\tcorpus-id\tscore\n");
  EXPECT_EQ(error_of_reading(folder),
            "DIR: no query has a judgement: there is nothing to evaluate");
  (void)folder.write("corpus.jsonl", "\n");
  EXPECT_EQ(error_of_reading(folder), "DIR: the corpus is empty");
}

TEST(BeirFolderTest, NamesAMissingFile) {
  const TemporaryFolder folder;
  write_small_set(folder);
  std::filesystem::remove(folder.path() / "queries.jsonl");
  EXPECT_EQ(error_of_reading(folder),
            "DIR/queries.jsonl: no such file, neither plain nor with .gz");
  EXPECT_EQ(error_of([] { (void)read_beir_folder("/nowhere", "test"); }),
            "/nowhere: No such file or directory");
}

TEST(BeirFolderTest, AMissingSplitNamesThoseThatExist) {
  const TemporaryFolder folder;
  write_small_set(folder);
  test::write_gzip_file(folder.path() / "qrels/dev.tsv.gz", kQrels);
  EXPECT_EQ(beir_splits(folder.path()), (std::vector<std::string>{"dev", "test"}));
  EXPECT_EQ(error_of_reading(folder, "train"),
            "DIR: no split 'train'; the splits with a qrels file are: dev, test");
  EXPECT_EQ(error_kind_of([&] { (void)read_beir_folder(folder.path(), "train"); }),
            ErrorKind::kUsage);
  std::filesystem::remove_all(folder.path() / "qrels");
  EXPECT_TRUE(beir_splits(folder.path()).empty());
  EXPECT_EQ(error_of_reading(folder),
            "DIR/qrels/test.tsv: no such file, neither plain nor with .gz");
}

TEST(BeirFolderTest, ATruncatedPackedCorpusIsAnError) {
  const TemporaryFolder folder;
  write_small_set(folder);
  std::filesystem::remove(folder.path() / "corpus.jsonl");
  const auto path = folder.path() / "corpus.jsonl.gz";
  test::write_gzip_file(path, kCorpus);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_NE(
      error_of_reading(folder).find("corpus.jsonl.gz: the gzip stream is broken or cut short"),
      std::string::npos);
}

}  // namespace
}  // namespace assay
