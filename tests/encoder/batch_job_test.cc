#include "encoder/batch_job.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "assay/remote.h"
#include "encoder/batch_records.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

TEST(BatchJobTest, AJobIsReadAsItWasWritten) {
  const test::TemporaryFolder folder;
  BatchJob job{.order = {.name = "assay-1",
                         .model_id = "m",
                         .role_arn = "arn:r",
                         .input_uri = "s3://b/i",
                         .output_uri = "s3://b/o/"},
               .region = "us-east-1",
               .arn = "arn:j",
               .scope = "s",
               .records = {{"k1", ""}, {"k2"}}};
  save_job(folder.path() / "job.jsonl", job);
  const BatchJob read = load_job(folder.path() / "job.jsonl");
  EXPECT_EQ(read.order.output_uri, "s3://b/o/");
  EXPECT_EQ(read.arn, "arn:j");
  EXPECT_EQ(read.records, job.records);
  EXPECT_TRUE(load_job(folder.path() / "job.jsonl", false).records.empty());
  folder.write("bad.jsonl", "{\"name\":\"x\"}\n");
  EXPECT_NE(test::error_of([&] { (void)load_job(folder.path() / "bad.jsonl"); }).find("model_id"),
            std::string::npos);
}

TEST(BatchJobTest, RecordsHaveIdsOfElevenLettersAndDigits) {
  EXPECT_EQ(record_id(42), "R0000000042");
  EXPECT_EQ(parse_record_id("R0000000042"), 42U);
  for (const char* id : {"", "42", "R42", "X0000000042", "R000000004x", "R00000000420"}) {
    EXPECT_GT(parse_record_id(id), std::size_t{1} << 40U) << id;
  }
}

TEST(BatchJobTest, TheScopeTellsModelSettingsAndConditionsApart) {
  ModelInfo model;
  model.name = "m";
  model.settings = {{"dimensions", 256}};
  const Json document = {{"input_type", "search_document"}};
  const std::string scope = batch_scope(model, document);
  EXPECT_EQ(scope, batch_scope(model, document));
  EXPECT_NE(scope, batch_scope(model, {{"input_type", "clustering"}}));
  model.settings = {{"dimensions", 512}};
  EXPECT_NE(scope, batch_scope(model, document));
}

// A job has 100 records at least: Cohere's 96 texts in each are too many for a small corpus.
TEST(BatchRecordsTest, SpreadsTextsOverEnoughRecords) {
  EXPECT_EQ(texts_per_record(99, 1), 0U);
  EXPECT_EQ(texts_per_record(100, 1), 1U);
  EXPECT_EQ(texts_per_record(99, 96), 0U);
  EXPECT_EQ(texts_per_record(250, 96), 2U);
  EXPECT_EQ(texts_per_record(1'000'000, 96), 96U);
}

TEST(JobStateTest, TellsWhatIsLeftAtThePaceSoFar) {
  JobState state{.status = "InProgress", .records = 400, .processed = 100, .age_seconds = 600};
  EXPECT_EQ(*state.seconds_left(), 1800);
  EXPECT_EQ(describe(state), "InProgress, 100 of 400 records, about 30 min left");
  state.processed = 0;
  EXPECT_FALSE(state.seconds_left());
  for (const char* status : {"Completed", "PartiallyCompleted", "Stopped", "Expired"}) {
    EXPECT_TRUE(JobState{.status = status}.has_results()) << status;
  }
  EXPECT_TRUE(JobState{.status = "Failed"}.is_over());
  EXPECT_FALSE(JobState{.status = "Failed"}.has_results());
  for (const char* status : {"Submitted", "Validating", "Scheduled", "Stopping"}) {
    EXPECT_FALSE(JobState{.status = status}.is_over()) << status;
  }
}

TEST(BatchPriceTest, IsThereOnlyWhereTheTableHasIt) {
  const test::TemporaryFolder folder;
  folder.write("p.json",
               R"({"date":"d","models":{"a":{"per_million_tokens":2,"batch_per_million_tokens":1},)"
               R"("b":{"per_million_tokens":2}}})");
  const PriceTable prices = PriceTable::load(folder.path() / "p.json");
  EXPECT_EQ(prices.batch_per_million_tokens("a"), 1);
  EXPECT_FALSE(prices.batch_per_million_tokens("b"));
  EXPECT_FALSE(prices.batch_per_million_tokens("c"));
}

}  // namespace
}  // namespace assay
