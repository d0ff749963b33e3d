#include "assay/compress.h"

#include <gtest/gtest.h>

#include "assay/error.h"
#include "support/error_of.h"
#include "support/fake_models.h"

namespace assay {
namespace {

CompressTask starter(const std::string& name) {
  return {.name = name, .make = [name] { return make_task(name, {}); }};
}

CompressOptions quick() { return {.search_vectors = 100, .threads = 1}; }

TEST(CompressTest, UncompressedIsWhatTheTaskGives) {
  test::HashEncoder encoder;
  const CompressReport report = compress(encoder, {starter("StarterRetrieval")}, quick());
  const auto direct =
      make_task("StarterRetrieval", {})->evaluate("test", "default", encoder, {.threads = 1});
  ASSERT_TRUE(direct.scores.main_score);
  EXPECT_EQ(report.baseline[0].score, direct.scores.main_score);
  EXPECT_EQ(report.baseline[0].metric, "ndcg_at_10");
  EXPECT_EQ(report.variants[0].compression.dimension, 8U);
  EXPECT_EQ(report.variants[0].compression.format, VectorFormat::kFloat32);
  EXPECT_EQ(report.variants[0].scores[0].score, direct.scores.main_score);
  EXPECT_FALSE(report.variants[0].scores[0].rescored);
}

TEST(CompressTest, EncodesEveryTextOnce) {
  test::HashEncoder encoder;
  EncodeStats once;
  once = make_task("StarterRetrieval", {})
             ->evaluate("test", "default", encoder, {.threads = 1})
             .encode;
  const CompressReport report = compress(encoder, {starter("StarterRetrieval")}, quick());
  EXPECT_LE(report.encode.texts, once.texts);
  // Dimensions 8, 4, 2, 1 in five formats.
  EXPECT_EQ(report.variants.size(), 20U);
  for (const CompressedModel& variant : report.variants) {
    EXPECT_TRUE(variant.scores.at(0).score);
    EXPECT_GT(variant.search_ms.median, 0);
    const bool is_integer = variant.compression.format != VectorFormat::kFloat32 &&
                            variant.compression.format != VectorFormat::kFloat16;
    EXPECT_EQ(variant.scores.at(0).rescored.has_value(), is_integer);
  }
}

TEST(CompressTest, ReadsVectorsBackForTasksThatDoNotSearch) {
  test::HashEncoder encoder;
  CompressOptions options = quick();
  options.dimensions = {8};
  const CompressReport report = compress(encoder, {starter("StarterSTS")}, options);
  for (const CompressedModel& variant : report.variants) {
    const CompressedScore& score = variant.scores.at(0);
    EXPECT_FALSE(score.rescored);
    // All components of these vectors are positive: bits make them all alike.
    ASSERT_EQ(score.score.has_value(), variant.compression.format != VectorFormat::kBinary);
    if (!score.score) continue;
    // 255 steps in eight components move the rank of few pairs.
    EXPECT_NEAR(*score.score, *report.baseline[0].score, 0.02);
  }
}

TEST(CompressTest, PricesGigabytes) {
  test::HashEncoder encoder;
  CompressOptions options = quick();
  options.dimensions = {8};
  options.formats = {VectorFormat::kFloat32, VectorFormat::kBinary};
  options.usd_per_gb_month = 5;
  const CompressReport report = compress(encoder, {starter("StarterSTS")}, options);
  EXPECT_EQ(report.variants[0].bytes_per_vector, 32U);
  EXPECT_DOUBLE_EQ(report.variants[0].gigabytes_per_million, 0.032);
  EXPECT_DOUBLE_EQ(*report.variants[0].usd_per_million_month, 0.16);
  EXPECT_DOUBLE_EQ(*report.variants[1].usd_per_million_month, 0.005);
  EXPECT_EQ(to_json(report)["variants"][1]["format"], "binary");
}

TEST(CompressTest, RefusesWhatCannotBe) {
  test::HashEncoder encoder;
  CompressOptions options = quick();
  options.dimensions = {16};
  EXPECT_EQ(test::error_of([&] { (void)compress(encoder, {starter("StarterSTS")}, options); }),
            "16 dimensions: test/hash-encoder has 8");
  const auto words = open_model("mteb/baseline-bm25s");
  EXPECT_EQ(test::error_kind_of([&] { (void)compress(*words, {}, quick()); }),
            ErrorKind::kNotSupported);
}

}  // namespace
}  // namespace assay
