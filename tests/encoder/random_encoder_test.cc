#include "encoder/random_encoder.h"

#include <gtest/gtest.h>

#include <bit>

#include "assay/error.h"

namespace assay {
namespace {

// Expected values: numpy 2.4.6, default_rng(int(sha256(text.encode()).hexdigest(), 16) %
// 2**32).random(32, float32).

TEST(RandomEncoderTest, EmbeddingsAreThoseOfMteb) {
  const auto encoder = make_random_encoder({});
  const std::vector<std::string> texts = {"", "hello world", "Grüße, 世界"};
  const Matrix rows = encoder->encode(texts, {});
  ASSERT_EQ(rows.rows(), 3U);
  ASSERT_EQ(rows.cols(), 32U);
  EXPECT_EQ(rows.row(0)[0], 0x1.5c7ccep-1F);
  EXPECT_EQ(rows.row(0)[31], 0.6741146F);
  EXPECT_EQ(rows.row(1)[0], 0x1.478458p-1F);
  EXPECT_EQ(rows.row(1)[1], 0x1.1845dep-1F);
  EXPECT_EQ(rows.row(1)[2], 0x1.b96ff6p-1F);
  EXPECT_EQ(rows.row(1)[3], 0x1.171390p-3F);
  EXPECT_EQ(rows.row(1)[31], 0.9928998F);
  EXPECT_EQ(rows.row(2)[0], 0x1.837c5ep-1F);
  EXPECT_EQ(rows.row(2)[31], 0.67346644F);
}

TEST(RandomEncoderTest, TheRegistryNamesItsRevision) {
  const auto encoder = make_random_encoder({});
  EXPECT_EQ(encoder->info().name, "mteb/baseline-random-encoder");
  EXPECT_EQ(encoder->info().revision, "1");
  EXPECT_EQ(encoder->info().embed_dim, 32U);
}

TEST(RandomEncoderTest, ManyTextsComeBackInOrderAtAnyThreadCount) {
  std::vector<std::string> texts;
  for (int i = 0; i < 1000; ++i) texts.push_back("text " + std::to_string(i % 700));
  EncodeStats stats;
  const Matrix one = make_random_encoder({.threads = 1})->encode(texts, {}, &stats);
  const Matrix four = make_random_encoder({.threads = 4})->encode(texts, {});
  EXPECT_TRUE(std::equal(one.data(), one.data() + one.rows() * one.cols(), four.data()));
  EXPECT_TRUE(std::ranges::equal(one.row(0), one.row(700)));
  EXPECT_EQ(stats.texts, 1000U);
  EXPECT_EQ(stats.unique_texts, 700U);
  EXPECT_EQ(stats.tokens, 0U);
}

TEST(RandomEncoderTest, AStopRequestEndsIt) {
  std::stop_source stop;
  stop.request_stop();
  const std::vector<std::string> texts = {"a"};
  try {
    (void)make_random_encoder({})->encode(texts, {.stop = stop.get_token()});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
}

}  // namespace
}  // namespace assay
