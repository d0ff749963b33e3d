#include "compress/compressed_encoder.h"

#include <gtest/gtest.h>

#include "support/table_encoder.h"

namespace assay {
namespace {

using Form = CompressedEncoder::Form;

const std::vector<std::string> kTexts = {"a"};
const ComponentRanges kRanges{.least = {-1, -1}, .step = {2.0F / 255, 2.0F / 255}};

test::TableEncoder table(Similarity similarity) {
  return test::TableEncoder({{"a", {3, -4, 100}}}, similarity);
}

TEST(CompressedEncoderTest, CodesAreComparedByTheirProducts) {
  auto inner = table(Similarity::kCosine);
  CompressedEncoder encoder(inner, {2, VectorFormat::kUint8}, kRanges, Form::kCodes);
  EXPECT_EQ(encoder.info().similarity, Similarity::kDot);
  EXPECT_EQ(encoder.info().embed_dim, 2U);
  // (0.6 + 1) / (2 / 255) = 203.99998 in float32, (-0.8 + 1) / (2 / 255) = 25.5
  const Matrix codes = encoder.encode(kTexts, {});
  EXPECT_EQ(codes.row(0)[0], 203);
  EXPECT_EQ(codes.row(0)[1], 25);
}

TEST(CompressedEncoderTest, ValuesAreComparedAsTheModelSays) {
  auto inner = table(Similarity::kCosine);
  CompressedEncoder encoder(inner, {2, VectorFormat::kUint8}, kRanges, Form::kValues);
  EXPECT_EQ(encoder.info().similarity, Similarity::kCosine);
  EXPECT_NEAR(encoder.encode(kTexts, {}).row(0)[1], -0.8, 1.0 / 255);
}

TEST(CompressedEncoderTest, Float32IsOnlyCut) {
  auto inner = table(Similarity::kCosine);
  CompressedEncoder encoder(inner, {2, VectorFormat::kFloat32}, kRanges, Form::kCodes);
  EXPECT_EQ(encoder.info().similarity, Similarity::kCosine);
  EXPECT_EQ(encoder.encode(kTexts, {}).row(0)[1], -4);
}

TEST(CompressedEncoderTest, AModelOfDotProductsKeepsItsNorms) {
  auto inner = table(Similarity::kDot);
  CompressedEncoder encoder(inner, {2, VectorFormat::kFloat16}, kRanges, Form::kCodes);
  EXPECT_EQ(encoder.encode(kTexts, {}).row(0)[1], -4);
}

}  // namespace
}  // namespace assay
