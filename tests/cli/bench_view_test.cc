#include "cli/bench_view.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::cli {
namespace {

Measurement measured() {
  Measurement m;
  m.model = "org/model";
  m.precision = "bf16";
  m.threads = 2;
  m.size = {.n_parameters = 22'713'216,
            .n_embedding_parameters = 11'720'448,
            .n_active_parameters = 10'992'768,
            .weights_bytes = 60'000'000,
            .embed_dim = 384,
            .bytes_per_vector = 1536,
            .flops_per_token = 22.4e6};
  m.load = {.seconds = Spread{.median = 0.2, .least = 0.19, .most = 0.25, .repeats = 3}};
  m.memory = {.loaded_bytes = 120'000'000, .peak_load_bytes = 1'340'000'000};
  m.latencies = {{.texts = "short", .first_ms = 5, .p50_ms = 2.345, .p95_ms = 2.5}};
  m.throughputs = {{.texts = "documents",
                    .threads = 2,
                    .batch_texts = 32,
                    .texts_per_second = {.median = 105.4, .least = 101, .most = 107},
                    .tokens_per_second = 15'180,
                    .busy_cores = 1.96}};
  m.price = PriceUse{.source = "", .per_million_tokens = 0.003111};
  return m;
}

std::string cell(const Table& table, const std::string& criterion) {
  const auto row =
      std::ranges::find_if(table.rows, [&](const auto& cells) { return cells[0] == criterion; });
  return row == table.rows.end() ? "no such row" : (*row)[1];
}

TEST(BenchViewTest, HasARowForEachCriterion) {
  const std::vector<Measurement> all = {measured()};
  const Table table = tabulate_criteria(all);
  EXPECT_EQ(table.header, (std::vector<std::string>{"", "org/model"}));
  EXPECT_EQ(cell(table, "precision"), "bf16");
  EXPECT_EQ(cell(table, "parameters"), "22.7 M");
  EXPECT_EQ(cell(table, "  active"), "11.0 M");
  EXPECT_EQ(cell(table, "GFLOP for 1,000 tokens"), "22.4");
  EXPECT_EQ(cell(table, "bytes per vector, float32"), "1,536");
  EXPECT_EQ(cell(table, "weights in memory"), "60.0 MB");
  EXPECT_EQ(cell(table, "memory, peak"), "1.34 GB");
  EXPECT_EQ(cell(table, "load, s"), "0.200 (0.190 - 0.250)");
  EXPECT_EQ(cell(table, "  from the disk, s"), "-");
  EXPECT_EQ(cell(table, "  p50"), "2.35");
  EXPECT_EQ(cell(table, "mixed queries, ms: p50"), "-");
  EXPECT_EQ(cell(table, "documents a second"), "105");
  EXPECT_EQ(cell(table, "  tokens a second"), "15,180");
  EXPECT_EQ(cell(table, "USD for 1 M tokens"), "0.00311");
  EXPECT_EQ(cell(table, "USD for 1,000 mixed queries"), "-");
  EXPECT_EQ(cell(table, "Wh for 1 M tokens"), "-");
  EXPECT_EQ(cell(table, "calls made for this"), "-");
}

TEST(BenchViewTest, HasARowForEachCellOfTheSweep) {
  const std::vector<Measurement> all = {measured()};
  const Table table = tabulate_sweeps(all);
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0],
            (std::vector<std::string>{"org/model", "documents", "2", "1", "32", "105", "101 - 107",
                                      "15,180", "0", "0", "0", "1.96"}));
}

}  // namespace
}  // namespace assay::cli
