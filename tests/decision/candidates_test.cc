// What models cost, from the files beside their results.
#include <gtest/gtest.h>

#include "assay/decision.h"
#include "assay/measure.h"
#include "decision/result_folder.h"

namespace assay {
namespace {

const std::vector<BenchmarkTask> kTasks{{.name = "own", .subsets = {}, .splits = {}}};

Candidate candidate_of(const test::ResultFolder& folder) {
  const auto results = folder.results();
  const auto quality = compare_quality(results, kTasks, {.resampling = {.resamples = 100}});
  return make_candidates(quality, results, kTasks).front();
}

Measurement measurement(const char* precision, bool is_full, double date, double p95_ms) {
  Measurement m;
  m.precision = precision;
  m.is_full = is_full;
  m.date = date;
  m.size = {.weights_bytes = 45'000'000, .embed_dim = 384, .bytes_per_vector = 1536};
  m.memory = {.loaded_bytes = 100'000'000, .peak_batch_bytes = 300'000'000};
  m.latencies = {{.texts = "short", .p50_ms = 1, .p95_ms = 2},
                 {.texts = "mixed", .p50_ms = 4, .p95_ms = p95_ms}};
  m.throughputs = {{.texts = "documents", .tokens_per_second = 4000},
                   {.texts = "documents", .tokens_per_second = 9000}};
  m.price = PriceUse{.source = "", .per_million_tokens = 0.02};
  return m;
}

void write_measurements(const test::ResultFolder& folder,
                        const std::vector<Measurement>& measurements) {
  Json list = Json::array();
  for (const Measurement& one : measurements) list.push_back(to_json(one));
  write_file_atomically(folder.folder_of("org/m") / "assay" / "inference.json",
                        Json{{"schema_version", 1}, {"measurements", list}}.dump());
}

TEST(CandidatesTest, TakeTheFullMeasurementBeforeAShortOne) {
  test::ResultFolder folder;
  folder.add_queries("org/m", "own", {1, 0.5});
  write_measurements(folder, {measurement("f32", false, 30, 8), measurement("f32", true, 10, 9),
                              measurement("f32", true, 5, 7)});
  const Candidate found = candidate_of(folder);
  EXPECT_DOUBLE_EQ(*value_of(found, Criterion::kLatencyP95), 0.009);
  EXPECT_DOUBLE_EQ(*value_of(found, Criterion::kLatencyP50), 0.004);
  EXPECT_EQ(value_of(found, Criterion::kThroughput), 9000);
  EXPECT_EQ(value_of(found, Criterion::kMemory), 3e8);
  EXPECT_DOUBLE_EQ(*value_of(found, Criterion::kStorage), 1.536e9);
  EXPECT_EQ(value_of(found, Criterion::kCost), 0.02);
  EXPECT_EQ(value_of(found, Criterion::kEnergy), std::nullopt);
  EXPECT_EQ(value_of(found, Criterion::kQuality), 0.75);
  EXPECT_EQ(found.metrics.at("ndcg_at_10"), 0.75);
}

TEST(CandidatesTest, NothingIsKnownFromABrokenFile) {
  test::ResultFolder folder;
  folder.add_queries("org/m", "own", {1, 0.5});
  for (const char* text : {"", "{", "[]", "{\"schema_version\": 2, \"measurements\": []}",
                           "{\"schema_version\": 1, \"measurements\": [7]}"}) {
    write_file_atomically(folder.folder_of("org/m") / "assay" / "inference.json", text);
    EXPECT_EQ(value_of(candidate_of(folder), Criterion::kLatencyP95), std::nullopt) << text;
  }
}

TEST(CandidatesTest, ThePriceOfAServiceIsWhatItAskedFor) {
  test::ResultFolder folder;
  folder.add_queries("org/m", "own", {1, 0.5});
  const auto path = folder.folder_of("org/m") / "assay" / "own.json";
  Json record = Json::parse(read_file(path));
  record["evaluations"] = {
      {{"encoding", {{"service", {{"dollars", 0.001}, {"billed_tokens", 40'000}}}}}},
      {{"encoding", {{"service", {{"dollars", 0.003}, {"billed_tokens", 160'000}}}}}}};
  write_file_atomically(path, record.dump());
  EXPECT_DOUBLE_EQ(*value_of(candidate_of(folder), Criterion::kCost), 0.02);
}

TEST(CandidatesTest, PublishedModelsAreKnownFromTheRegistry) {
  test::ResultFolder folder;
  folder.add_plain("intfloat/e5-small-v2", "own", 0.5);
  const Candidate found = candidate_of(folder);
  EXPECT_EQ(value_of(found, Criterion::kDimension), 384);
  EXPECT_EQ(value_of(found, Criterion::kStorage), 384 * 4e6);
  EXPECT_GT(value_of(found, Criterion::kParameters).value_or(0), 3e7);
}

}  // namespace
}  // namespace assay
