#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "assay/measure.h"
#include "support/fake_models.h"

namespace assay {
namespace {

// A service that takes three milliseconds, of which it owns to two.
class SlowService final : public Encoder {
 public:
  explicit SlowService(std::atomic<std::size_t>& calls) : calls_(calls) {}
  [[nodiscard]] const ModelInfo& info() const override { return inner_.info(); }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override {
    ++calls_;
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    stats->service += {.calls = 1, .dollars = 0.5, .service_seconds = 0.002};
    stats->seconds += 0.003 - 0.5;  // the inner one says 0.5
    return inner_.encode(texts, context, stats);
  }

 private:
  std::atomic<std::size_t>& calls_;
  test::HashEncoder inner_;
};

const MeasureOptions kFew{.batches = {1, 4},
                          .usd_per_million_tokens = 0.1,
                          .price_source = "a table",
                          .remote_calls = 10,
                          .remote_callers = 2};
// 1 + 2 x (5 + 10) queries; documents in two batches and from 2 callers, queries from 1 and from 2:
// one call to warm up and two rounds of one for each of 1 + 1 + 2 + 1 + 2 callers.
constexpr std::size_t kCalls = 1 + 30 + 3 * 7;

TEST(RemoteMeasurementTest, MakesAsManyCallsAsTheOptionsSay) {
  std::atomic<std::size_t> calls = 0;
  SlowService service(calls);
  rehearse_remote(service, kFew);
  EXPECT_EQ(calls, kCalls);
}

TEST(RemoteMeasurementTest, TellsTheServiceFromTheWayThere) {
  std::atomic<std::size_t> calls = 0;
  const MeasuredModel model{.requested = "tei:x",
                            .open = [&](unsigned) { return std::make_unique<SlowService>(calls); },
                            .is_remote = true};
  const Measurement m = measure_model(model, kFew);
  EXPECT_EQ(calls, kCalls);
  EXPECT_EQ(m.threads, 0U);
  EXPECT_TRUE(m.is_full);
  EXPECT_EQ(m.memory.peak_bytes(), 0U);
  EXPECT_FALSE(m.energy);
  ASSERT_TRUE(m.service);
  EXPECT_EQ(m.service->calls, kCalls);
  EXPECT_DOUBLE_EQ(m.service->dollars, 0.5 * kCalls);
  EXPECT_NEAR(m.latency("mixed")->phases.infer, 2, 1e-9);
  EXPECT_GE(m.latency("mixed")->phases.network, 1);
  EXPECT_EQ(m.throughputs.size(), 5U);
  for (const Throughput& t : m.throughputs) {
    EXPECT_NEAR(t.phases.network / t.phases.infer, 0.5, 1e-6) << t.texts << t.batch_texts;
  }
  EXPECT_DOUBLE_EQ(*m.price->per_million_tokens, 0.1);
}

TEST(RemoteMeasurementTest, TakesNoCallToTellThePrice) {
  std::atomic<std::size_t> calls = 0;
  const SlowService service(calls);
  const Measurement m = describe_remote(service, "tei:x", kFew);
  EXPECT_EQ(calls, 0U);
  EXPECT_FALSE(m.is_full);
  EXPECT_EQ(m.size.bytes_per_vector, 32U);
  EXPECT_DOUBLE_EQ(*m.price->per_million_tokens, 0.1);
  EXPECT_FALSE(m.price->per_thousand_queries);
}

}  // namespace
}  // namespace assay
