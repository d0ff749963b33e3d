#include "measure/cost.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// 0.36 USD an hour is 0.0001 a second; a million tokens at 10,000 a second take 100 seconds.
TEST(CostTest, HoursBecomeMillionsOfTokens) {
  EXPECT_DOUBLE_EQ(usd_per_million_tokens(0.36, 10'000), 0.01);
  EXPECT_DOUBLE_EQ(usd_per_thousand_queries(0.36, 100), 0.001);
}

TEST(CostTest, EnergyByTheProcessorsCounter) {
  // 7,200 J = 2 Wh for half a million tokens.
  const SweepRun run{.seconds = 100, .processor_seconds = 200, .joules = 7200, .tokens = 500'000};
  const EnergyUse energy = energy_of(run, {.grams_co2_per_kwh = 500});
  EXPECT_TRUE(energy.is_measured);
  EXPECT_DOUBLE_EQ(energy.watt_hours_per_million_tokens, 4);
  EXPECT_DOUBLE_EQ(energy.least_watt_hours, 3.8);
  EXPECT_DOUBLE_EQ(energy.most_watt_hours, 4.2);
  EXPECT_DOUBLE_EQ(energy.grams_co2_per_million_tokens, 2);
}

TEST(CostTest, EnergyByAModelOfBusyCores) {
  // 6 W x 1,200 s = 7,200 J = 2 Wh for a million tokens; half or twice that.
  const SweepRun run{.seconds = 600, .processor_seconds = 1200, .joules = 0, .tokens = 1e6};
  const EnergyUse energy = energy_of(run, {.watts_per_core = 6});
  EXPECT_FALSE(energy.is_measured);
  EXPECT_EQ(energy.source, "model: 6 W for each busy core");
  EXPECT_DOUBLE_EQ(energy.watt_hours_per_million_tokens, 2);
  EXPECT_DOUBLE_EQ(energy.least_watt_hours, 1);
  EXPECT_DOUBLE_EQ(energy.most_watt_hours, 4);
}

Measurement measured() {
  Measurement measurement;
  measurement.latencies = {{.texts = "mixed", .mean_tokens = 20}};
  measurement.throughputs = {
      {.texts = "documents", .batch_texts = 1, .tokens_per_second = 5'000},
      {.texts = "documents", .batch_texts = 8, .tokens_per_second = 10'000},
      {.texts = "mixed", .texts_per_second = {.median = 100}, .tokens_per_second = 2'000}};
  return measurement;
}

TEST(CostTest, PriceOfAnHourIsSpreadOverTheBestThroughput) {
  const auto price = price_of(measured(), {.usd_per_hour = 0.36});
  ASSERT_TRUE(price);
  EXPECT_DOUBLE_EQ(*price->per_million_tokens, 0.01);
  EXPECT_DOUBLE_EQ(*price->per_thousand_queries, 0.001);
  EXPECT_EQ(price->source, "0.36 USD an hour, always at the best throughput");
}

TEST(CostTest, PriceByTheTokenGoesFirst) {
  const auto price = price_of(
      measured(), {.usd_per_hour = 0.36, .usd_per_million_tokens = 0.1, .price_source = "a file"});
  ASSERT_TRUE(price);
  EXPECT_DOUBLE_EQ(*price->per_million_tokens, 0.1);
  EXPECT_DOUBLE_EQ(*price->per_thousand_queries, 0.002);  // 1,000 queries of 20 tokens
  EXPECT_EQ(price->source, "a file");
}

TEST(CostTest, NoPriceWithoutOne) { EXPECT_FALSE(price_of(measured(), {})); }

}  // namespace
}  // namespace assay
