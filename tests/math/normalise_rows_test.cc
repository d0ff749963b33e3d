#include "math/normalise_rows.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay {
namespace {

TEST(NormaliseRowsTest, GivesUnitRowsAndLeavesZeroRows) {
  Matrix matrix(3, 2);
  matrix.row(0)[0] = 3;
  matrix.row(0)[1] = -4;
  matrix.row(2)[0] = 1e-20F;
  normalise_rows(matrix);
  EXPECT_EQ(matrix.row(0)[0], 0.6F);
  EXPECT_EQ(matrix.row(0)[1], -0.8F);
  EXPECT_EQ(matrix.row(1)[0], 0);
  // Norms below 1e-12 count as 1e-12.
  EXPECT_EQ(matrix.row(2)[0], 1e-20F / 1e-12F);
}

// torch.nn.functional.normalize(torch.tensor([[(i * i % 17 - 8) / 7 for i in range(32)]]), p=2,
// dim=1) of torch 2.15 (CPU), as hex floats.
TEST(NormaliseRowsTest, EqualsTorchBitForBit) {
  const std::vector<float> expected{
      -0x1.0020060000000p-2F,
      -0x1.c038080000000p-3F,
      -0x1.0020060000000p-3F,
      0x1.0020060000000p-5F,
      0x1.0020060000000p-2F,
      0x0.0p+0F,
      -0x1.8030080000000p-3F,
      0x1.c038080000000p-3F,
      0x1.4028060000000p-3F,
      0x1.4028060000000p-3F,
      0x1.c038080000000p-3F,
      -0x1.8030080000000p-3F,
      0x0.0p+0F,
      0x1.0020060000000p-2F,
      0x1.0020060000000p-5F,
      -0x1.0020060000000p-3F,
      -0x1.c038080000000p-3F,
      -0x1.0020060000000p-2F,
      -0x1.c038080000000p-3F,
      -0x1.0020060000000p-3F,
      0x1.0020060000000p-5F,
      0x1.0020060000000p-2F,
      0x0.0p+0F,
      -0x1.8030080000000p-3F,
      0x1.c038080000000p-3F,
      0x1.4028060000000p-3F,
      0x1.4028060000000p-3F,
      0x1.c038080000000p-3F,
      -0x1.8030080000000p-3F,
      0x0.0p+0F,
      0x1.0020060000000p-2F,
      0x1.0020060000000p-5F,
  };
  Matrix matrix(1, expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    matrix.row(0)[i] = (static_cast<float>(i * i % 17) - 8) / 7;
  }
  normalise_rows(matrix);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(matrix.row(0)[i], expected[i]) << i;
}

}  // namespace
}  // namespace assay
