#include "compress/quantiser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

namespace assay {
namespace {

Matrix matrix(std::initializer_list<std::vector<float>> rows) {
  Matrix result(rows.size(), rows.begin()->size());
  std::size_t i = 0;
  for (const auto& row : rows) std::ranges::copy(row, result.row(i++).begin());
  return result;
}

std::vector<float> row_of(const Matrix& rows, std::size_t i) {
  return {rows.row(i).begin(), rows.row(i).end()};
}

// Components from -1 to 1 (steps of 2/255) and from 0 to 255 (steps of 1), and one that is constant.
Matrix documents() { return matrix({{-1, 0, 3}, {1, 255, 3}, {0, 100, 3}}); }

TEST(QuantiserTest, BytesOfAVector) {
  EXPECT_EQ(bytes_per_vector(VectorFormat::kFloat32, 384), 1536U);
  EXPECT_EQ(bytes_per_vector(VectorFormat::kFloat16, 384), 768U);
  EXPECT_EQ(bytes_per_vector(VectorFormat::kInt8, 384), 384U);
  EXPECT_EQ(bytes_per_vector(VectorFormat::kUint8, 384), 384U);
  EXPECT_EQ(bytes_per_vector(VectorFormat::kBinary, 384), 48U);
  EXPECT_EQ(bytes_per_vector(VectorFormat::kBinary, 9), 2U);
}

TEST(QuantiserTest, TruncatesAndNormalises) {
  const Matrix cut = truncate_rows(matrix({{3, 4, 12}}), 2, true);
  EXPECT_EQ(row_of(cut, 0), (std::vector<float>{0.6F, 0.8F}));
  EXPECT_EQ(row_of(truncate_rows(matrix({{3, 4, 12}}), 2, false), 0), (std::vector<float>{3, 4}));
}

// By the formula: floor((x - least) / step), limited to [0, 255]; a constant component has step 1. The
// float32 nearest to 2/255 is a little more, so that 1 falls into step 254, in numpy as well.
TEST(QuantiserTest, IntegersCountStepsFromTheLeast) {
  const ComponentRanges ranges = find_ranges(documents());
  Matrix queries = matrix({{0, 100.9F, 3}, {-5, 300, 4.5F}, {1, 0, 2}});
  Quantiser(VectorFormat::kUint8, ranges).to_codes(queries);
  EXPECT_EQ(row_of(queries, 0), (std::vector<float>{127, 100, 0}));
  EXPECT_EQ(row_of(queries, 1), (std::vector<float>{0, 255, 1}));
  EXPECT_EQ(row_of(queries, 2), (std::vector<float>{254, 0, 0}));
}

TEST(QuantiserTest, Int8IsUint8Less128) {
  const ComponentRanges ranges = find_ranges(documents());
  Matrix queries = matrix({{0, 100.9F, 3}, {-5, 300, 4.5F}});
  Quantiser(VectorFormat::kInt8, ranges).to_codes(queries);
  EXPECT_EQ(row_of(queries, 0), (std::vector<float>{-1, -28, -128}));
  EXPECT_EQ(row_of(queries, 1), (std::vector<float>{-128, 127, -127}));
}

TEST(QuantiserTest, IntegersStandForTheMiddleOrTheFloorOfTheirStep) {
  const ComponentRanges ranges = find_ranges(documents());
  for (const VectorFormat format : {VectorFormat::kInt8, VectorFormat::kUint8}) {
    const Quantiser quantiser(format, ranges);
    Matrix codes = matrix({{-1, 100.9F, 3}});
    quantiser.to_codes(codes);
    Matrix floors = codes.clone();
    quantiser.to_values(floors, Quantiser::Value::kFloor);
    EXPECT_EQ(row_of(floors, 0), (std::vector<float>{-1, 100, 3}));
    quantiser.to_values(codes, Quantiser::Value::kMiddle);
    EXPECT_FLOAT_EQ(codes.row(0)[0], -1 + 1.0F / 255);
    EXPECT_FLOAT_EQ(codes.row(0)[1], 100.5F);
  }
}

TEST(QuantiserTest, BitsTellTheSignAndZeroIsNotPositive) {
  const ComponentRanges ranges;
  const Quantiser quantiser(VectorFormat::kBinary, ranges);
  Matrix rows = matrix({{0.1F, -0.1F, 0, 7}});
  quantiser.to_codes(rows);
  EXPECT_EQ(row_of(rows, 0), (std::vector<float>{1, -1, -1, 1}));
  quantiser.to_values(rows, Quantiser::Value::kFloor);
  EXPECT_EQ(row_of(rows, 0), (std::vector<float>{1, 0, 0, 1}));
}

TEST(QuantiserTest, FloatsAreRoundedOrLeftAlone) {
  const ComponentRanges ranges;
  Matrix rows = matrix({{0.1F, 1}});
  Quantiser(VectorFormat::kFloat32, ranges).to_codes(rows);
  EXPECT_EQ(rows.row(0)[0], 0.1F);
  Quantiser(VectorFormat::kFloat16, ranges).to_codes(rows);
  EXPECT_EQ(rows.row(0)[0], 0.0999755859375F);  // 0x2E66
}

}  // namespace
}  // namespace assay
