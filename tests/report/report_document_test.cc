#include <gtest/gtest.h>

#include <algorithm>

#include "assay/report_page.h"

namespace assay {
namespace {

ReportResult result_of(const std::string& model, const std::string& task,
                       const std::string& data_revision) {
  ReportResult result;
  result.stored.model = model;
  result.stored.revision = "r1";
  result.stored.result.task_name = task;
  result.stored.result.dataset_revision = data_revision;
  result.stored.result.mteb_version = model == "org/big" ? "2.9.0" : "2.10.0";
  return result;
}

Json record_of(const std::string& processor, double tokens, double seconds) {
  Json record = Json::parse(R"({
    "runs": [{"started": 1000, "assay": {"version": "0.1.0", "commit": "abc"},
              "machine": {"cores": 2},
              "model": {"embed_dim": 100, "weights_bytes": 5000, "settings": {"precision": "f32"}}}],
    "evaluations": [{"peak_memory_bytes": 9000, "encoding": {}}]})");
  record["runs"][0]["machine"]["processor"] = processor;
  record["evaluations"][0]["encoding"]["tokens"] = tokens;
  record["evaluations"][0]["encoding"]["seconds"] = seconds;
  return record;
}

// A side file with the scores of single rows.
Json rows_of(const Json& ids, const Json& accuracy) {
  Json rows;
  rows["test"]["default"]["ids"] = ids;
  rows["test"]["default"]["accuracy"] = accuracy;
  return rows;
}

// Two models on two tasks of own data; the second lacks one.
ReportSources two_models() {
  ReportSources sources;
  sources.title = "Own data";
  sources.table.columns = {{"A", "own data", false}, {"B", "own data", false}};
  sources.table.types = {"own data"};
  BenchmarkRow big;
  big.model = "org/big";
  big.tasks = {0.75, 0.25};
  big.types = {0.5};
  big.mean_task = 0.5;
  big.borda_rank = 1;
  BenchmarkRow small = big;
  small.model = "org/small";
  small.tasks = {0.123456789, std::nullopt};
  small.types = {std::nullopt};
  small.mean_task = std::nullopt;
  small.borda_rank = 2;
  sources.table.rows = {big, small};
  sources.results = {result_of("org/big", "A", "d1"), result_of("org/big", "B", "d1"),
                     result_of("org/small", "A", "d2")};
  sources.results[0].record = record_of("CPU one", 300, 2);
  sources.results[1].record = record_of("CPU one", 100, 2);
  sources.missing = {{.model = "org/small", .task = "B", .is_whole_task = true, .pairs = {}}};
  return sources;
}

TEST(ReportDocumentTest, ScoresHaveSixDecimalsAndMissingOnesAreNull) {
  const Json report = make_report(two_models());
  EXPECT_EQ(report["models"][0]["means"]["mean_task"], 0.5);
  EXPECT_EQ(report["models"][1]["tasks"], Json::parse("[0.123457, null]"));
  EXPECT_TRUE(report["models"][1]["means"]["mean_task"].is_null());
}

TEST(ReportDocumentTest, CriteriaComeFromMeasurementsThenRecords) {
  ReportSources sources = two_models();
  sources.measured["org/big"] = {{"latency_p50", 0.004}, {"weights", 4000}};
  const Json criteria = make_report(sources)["models"][0]["criteria"];
  EXPECT_EQ(criteria["latency_p50"], 0.004);
  EXPECT_EQ(criteria["weights"], 4000.0);    // measured, not the 5000 of the record
  EXPECT_EQ(criteria["throughput"], 100.0);  // (300 + 100) tokens in (2 + 2) seconds
  EXPECT_EQ(criteria["storage"], 400e6);     // 100 floats a vector, a million of them
}

TEST(ReportDocumentTest, OnlyCriteriaThatAModelHasAreListed) {
  std::vector<std::string> keys;
  const Json report = make_report(two_models());
  for (const Json& criterion : report["criteria"]) keys.push_back(criterion["key"]);
  EXPECT_EQ(keys, (std::vector<std::string>{"weights", "dimension", "storage", "throughput"}));
}

TEST(ReportDocumentTest, SaysWhatAReaderHasToKnow) {
  ReportSources sources = two_models();
  sources.results[0].was_changed = true;
  sources.results[2].record = record_of("CPU two", 1, 1);
  const Json report = make_report(sources);
  std::string notes;
  for (const Json& note : report["notes"]) notes += note.get<std::string>() + "\n";
  EXPECT_NE(notes.find("1 model lacks a score"), std::string::npos) << notes;
  EXPECT_NE(notes.find("different revisions of the data and are no fair comparison: A"),
            std::string::npos);
  EXPECT_NE(notes.find("edited them: org/big"), std::string::npos);
  EXPECT_NE(notes.find("2 machines"), std::string::npos);
  EXPECT_EQ(report["models"][0]["changed"], Json::parse(R"(["A"])"));
  EXPECT_EQ(report["tasks"][0]["mteb_versions"], "2.9.0 – 2.10.0");
}

TEST(ReportDocumentTest, RunsAreCountedByWhoMadeThem) {
  const Json runs = make_report(two_models())["models"][0]["runs"];
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0]["tasks"], 2);
  EXPECT_EQ(runs[0]["machine"], "CPU one, 2 cores");
  EXPECT_EQ(runs[0]["precision"], "f32");
}

TEST(ReportDocumentTest, QueriesHaveTextsAndTheRanksOfRelevantDocuments) {
  ReportSources sources = two_models();
  sources.results[0].rows = rows_of(Json::parse(R"(["q1", "q2"])"), Json::parse("[0.0, 1.0]"));
  sources.texts = [](const std::string& task, const std::string&, const std::string&) {
    EXPECT_EQ(task, "A");
    return QueryTexts{.ids = {"q2", "q1"},
                      .texts = {"second", "first"},
                      .relevant = {{}, {"d1", "d2"}},
                      .documents = {{"d1", "a document"}}};
  };
  sources.rankings = [](const StoredResult&, const std::string&, const std::string&) {
    return std::vector<QueryRanking>{{"q1", {"d9", "d2"}}};
  };
  const Json sets = make_report(sources)["queries"];
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_EQ(sets[0]["task"], 0);
  EXPECT_EQ(sets[0]["where"], "test");
  EXPECT_EQ(sets[0]["scores"], Json::parse("[[0.0, 1.0]]"));
  EXPECT_EQ(sets[0]["texts"], Json::parse(R"(["first", "second"])"));
  EXPECT_EQ(sets[0]["documents"], Json::parse(R"({"d1": "a document"})"));
  EXPECT_EQ(sets[0]["ranks"], Json::parse("[[[null,2],[]]]"));
}

TEST(ReportDocumentTest, LongTasksKeepTheWorstAndTheMostDisputedQueries) {
  ReportSources sources = two_models();
  Json ids = Json::array();
  Json good = Json::array();
  Json mixed = Json::array();
  for (int i = 0; i < 1000; ++i) {
    ids.push_back(i);
    good.push_back(i == 500 ? 0.0 : 1.0);               // both fail on 500
    mixed.push_back(i == 500 || i == 999 ? 0.0 : 1.0);  // they differ on 999
  }
  sources.results[0].rows = rows_of(ids, good);
  sources.results[2].rows = rows_of(ids, mixed);
  const Json set = make_report(sources)["queries"][0];
  EXPECT_EQ(set["ids"].size(), 300U);
  EXPECT_NE(std::find(set["ids"].begin(), set["ids"].end(), "500"), set["ids"].end());
  EXPECT_NE(std::find(set["ids"].begin(), set["ids"].end(), "999"), set["ids"].end());
  EXPECT_EQ(set["note"],
            "300 of 1000 are here: the worst, and those on which the models differ most.");
}

TEST(ReportDocumentTest, ModelsWithOtherRowsAreCountedNotMixed) {
  ReportSources sources = two_models();
  sources.results[0].rows = rows_of(Json::parse("[0, 1]"), Json::parse("[0, 1]"));
  sources.results[2].rows = rows_of(Json::parse("[0]"), Json::parse("[0]"));
  const Json set = make_report(sources)["queries"][0];
  EXPECT_EQ(set["models"], Json::parse("[0]"));
  EXPECT_EQ(set["note"], "1 model has other queries and cannot be shown beside them.");
}

}  // namespace
}  // namespace assay
