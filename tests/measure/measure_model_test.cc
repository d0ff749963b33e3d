#include <gtest/gtest.h>

#include <cstdlib>

#include "assay/error.h"
#include "assay/measure.h"
#include "support/address_sanitizer.h"
#include "support/error_of.h"
#include "support/fake_models.h"

namespace assay {
namespace {

constexpr std::uint64_t kMegabyte = 1U << 20U;

MeasureOptions quick() {
  return {.threads = 2, .seconds = 0.02, .rounds = 2, .batches = {1, 4}, .usd_per_hour = 0.36};
}

MeasuredModel hash_model() {
  return {.requested = "test/hash", .open = [](unsigned) -> std::unique_ptr<Model> {
            // What opening needs for a moment only.
            std::make_unique<std::vector<char>>(96 * kMegabyte, 'x').reset();
            return std::make_unique<test::HashEncoder>();
          }};
}

TEST(MeasureModelTest, FillsEverything) {
  const Measurement m = measure_in_child(hash_model(), quick());
  EXPECT_EQ(m.model, "test/hash-encoder");
  EXPECT_EQ(m.revision, "1");
  EXPECT_EQ(m.precision, "f32");
  EXPECT_TRUE(m.is_full);
  EXPECT_EQ(m.size.embed_dim, 8U);
  EXPECT_EQ(m.size.bytes_per_vector, 32U);
  EXPECT_FALSE(m.tokens_are_words);
  ASSERT_EQ(m.latencies.size(), 2U);
  EXPECT_GT(m.latency("short")->p50_ms, 0);
  EXPECT_GT(m.latency("short")->first_ms, 0);
  // Two batches and the callers, with two threads and with one.
  EXPECT_EQ(m.throughputs.size(), 6U);
  EXPECT_NE(m.best_throughput("documents"), nullptr);
  EXPECT_NE(m.best_throughput("mixed"), nullptr);
  ASSERT_TRUE(m.load.seconds);
  EXPECT_EQ(m.load.seconds->repeats, 3U);
  EXPECT_FALSE(m.load.cold_seconds);
  EXPECT_GT(m.memory.peak_load_bytes, m.memory.before_bytes + 80 * kMegabyte);
  if (!test::kKeepsFreedMemory) {
    EXPECT_LT(m.memory.loaded_bytes, m.memory.before_bytes + 40 * kMegabyte);
  }
  EXPECT_TRUE(m.energy);
  ASSERT_TRUE(m.price);
  EXPECT_NEAR(*m.price->per_million_tokens,
              100.0 / m.best_throughput("documents")->tokens_per_second, 1e-9);
}

TEST(MeasureModelTest, TakesModelsThatRankByThemselves) {
  const MeasuredModel bm25{.requested = "mteb/baseline-bm25s",
                           .open = [](unsigned) { return open_model("mteb/baseline-bm25s"); }};
  const Measurement m = measure_in_child(bm25, quick());
  EXPECT_TRUE(m.tokens_are_words);
  EXPECT_EQ(m.size.embed_dim, 0U);
  EXPECT_EQ(m.latencies.size(), 2U);
  ASSERT_NE(m.best_throughput("documents"), nullptr);
  EXPECT_EQ(m.best_throughput("documents")->batch_texts, 2000U);
  EXPECT_NEAR(m.best_throughput("documents")->mean_tokens, 144, 1e-9);
}

TEST(MeasureModelTest, FailsAsTheChildDoes) {
  const MeasuredModel missing{.requested = "a", .open = [](unsigned) -> std::unique_ptr<Model> {
                                throw Error(ErrorKind::kUsage, "there is no model a");
                              }};
  EXPECT_EQ(test::error_of([&] { (void)measure_in_child(missing, quick()); }),
            "there is no model a");
  EXPECT_EQ(test::error_kind_of([&] { (void)measure_in_child(missing, quick()); }),
            ErrorKind::kUsage);
}

TEST(MeasureModelTest, SaysThatTheChildIsGone) {
  const MeasuredModel fatal{.requested = "a",
                            .open = [](unsigned) -> std::unique_ptr<Model> { std::_Exit(3); }};
  EXPECT_EQ(test::error_of([&] { (void)measure_in_child(fatal, quick()); }),
            "a: the measuring process left no result: it ended with code 3");
}

TEST(MeasureModelTest, ABriefOneHasTheSameParts) {
  Opening opening{.requested = "test/hash"};
  const auto model = open_watched([] { return std::make_unique<test::HashEncoder>(); }, opening);
  const Measurement m = measure_briefly(*model, opening, {.threads = 1});
  EXPECT_FALSE(m.is_full);
  EXPECT_EQ(m.latencies.size(), 2U);
  EXPECT_NE(m.best_throughput("documents"), nullptr);
  EXPECT_NE(m.best_throughput("mixed"), nullptr);
  EXPECT_GT(m.load.first_seconds, 0);
  EXPECT_TRUE(m.energy);
  EXPECT_FALSE(m.price);
}

}  // namespace
}  // namespace assay
