#include <gtest/gtest.h>

#include "assay/error.h"
#include "assay/measure.h"
#include "base/provenance.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

Measurement example() {
  Measurement m;
  m.requested = "./model";
  m.model = "org/model";
  m.revision = "abc";
  m.precision = "bf16";
  m.threads = 2;
  m.is_full = true;
  m.date = 1e9;
  m.program = {{"version", "1"}};
  m.machine = describe_machine();
  m.size = {.n_parameters = 10, .weights_bytes = 40, .embed_dim = 4, .bytes_per_vector = 16};
  m.load = {.seconds = Spread{.median = 0.5, .least = 0.25, .most = 1, .repeats = 3}};
  m.memory = {.before_bytes = 1, .loaded_bytes = 5, .peak_load_bytes = 9, .peak_query_bytes = 6};
  m.latencies = {{.texts = "short", .queries = 3, .p95_ms = 1.5}};
  m.throughputs = {{.texts = "documents", .tokens_per_second = 7}};
  m.energy = EnergyUse{.source = "a guess", .watt_hours_per_million_tokens = 2};
  m.price = PriceUse{.source = "a file", .per_million_tokens = 0.02};
  return m;
}

TEST(MeasurementJsonTest, ComesBackAsItWas) {
  const Json json = to_json(example());
  EXPECT_EQ(json["load"]["seconds"]["median"], 0.5);
  EXPECT_EQ(json["load"]["cold_seconds"], nullptr);
  EXPECT_EQ(json["price"]["usd_per_million_tokens"], 0.02);
  EXPECT_EQ(json["price"]["usd_per_thousand_queries"], nullptr);
  const Measurement back = measurement_from_json(json, "here");
  EXPECT_EQ(to_json(back), json);
  EXPECT_EQ(back.memory.peak_bytes(), 9U);
  EXPECT_EQ(back.latency("short")->p95_ms, 1.5);
  EXPECT_EQ(back.latency("mixed"), nullptr);
}

TEST(MeasurementJsonTest, WhatMayBeNullMayBeMissing) {
  Measurement m = example();
  m.service = ServiceUse{.calls = 7, .dollars = 0.001};
  Json json = to_json(m);
  EXPECT_EQ(measurement_from_json(json, "here").service->calls, 7U);
  json.erase("service");
  EXPECT_FALSE(measurement_from_json(json, "here").service);
}

TEST(MeasurementJsonTest, RefusesWhatIsNone) {
  Json json = to_json(example());
  json["latencies"][0].erase("p95_ms");
  EXPECT_TRUE(test::error_of([&] {
                (void)measurement_from_json(json, "x.json");
              }).starts_with("x.json: no measurement: "));
  EXPECT_EQ(test::error_kind_of([] { (void)measurement_from_json(Json::array(), "x.json"); }),
            ErrorKind::kBadData);
}

TEST(MeasurementFileTest, KeepsOneForEachPrecisionNewestFirst) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(read_measurements(folder.path()).empty());
  Measurement m = example();
  EXPECT_EQ(store_measurement(folder.path(), m), folder.path() / "assay" / "inference.json");
  m.precision = "f32";
  m.date = 2e9;
  store_measurement(folder.path(), m);
  m.date = 3e9;
  store_measurement(folder.path(), m);
  const auto all = read_measurements(folder.path());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].precision, "f32");
  EXPECT_EQ(all[0].date, 3e9);
  EXPECT_EQ(all[1].precision, "bf16");
}

TEST(MeasurementFileTest, ABriefOneDoesNotReplaceAFullOne) {
  const test::TemporaryFolder folder;
  Measurement m = example();
  store_measurement(folder.path(), m);
  m.is_full = false;
  m.date = 2e9;
  store_measurement(folder.path(), m);
  EXPECT_TRUE(read_measurements(folder.path()).at(0).is_full);
  m.threads = 1;  // another thing
  store_measurement(folder.path(), m);
  EXPECT_EQ(read_measurements(folder.path()).size(), 2U);
}

TEST(MeasurementFileTest, FindsWhatIsMeasuredAlready) {
  const test::TemporaryFolder folder;
  ModelInfo info;
  info.settings = {{"precision", "bf16"}};
  EXPECT_FALSE(find_measurement(folder.path(), info, 2));
  store_measurement(folder.path(), example());
  EXPECT_EQ(to_json(*find_measurement(folder.path(), info, 2)), to_json(example()));
  EXPECT_FALSE(find_measurement(folder.path(), info, 1));
  info.settings = {{"precision", "f32"}};
  EXPECT_FALSE(find_measurement(folder.path(), info, 2));
}

TEST(MeasurementFileTest, ABrokenFileIsAnErrorToReadersAndReplacedByWriters) {
  const test::TemporaryFolder folder;
  folder.write("assay/inference.json", "{\"schema_version\": 1, \"measure");
  EXPECT_EQ(test::error_kind_of([&] { (void)read_measurements(folder.path()); }),
            ErrorKind::kBadData);
  store_measurement(folder.path(), example());
  EXPECT_EQ(read_measurements(folder.path()).size(), 1U);
}

TEST(ChooseMeasurementTest, PrefersFullOnesThenNewOnes) {
  Measurement brief = example();
  brief.is_full = false;
  brief.date = 9e9;
  Measurement old = example();
  Measurement fresh = example();
  fresh.date = 2e9;
  fresh.precision = "f32";
  const std::vector<Measurement> all = {brief, old, fresh};
  EXPECT_EQ(choose_measurement(all, ""), &all[2]);
  EXPECT_EQ(choose_measurement(all, "bf16"), &all[1]);
  EXPECT_EQ(choose_measurement(all, "i8"), nullptr);
}

}  // namespace
}  // namespace assay
