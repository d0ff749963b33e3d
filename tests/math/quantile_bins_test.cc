#include "math/quantile_bins.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using Bins = std::vector<std::uint32_t>;

// All expected values: pandas 3.1.1, qcut(values, q=10, labels=False, duplicates="drop").
TEST(QuantileBinsTest, EqualPandas) {
  EXPECT_EQ(quantile_bins(std::vector<double>{1, 2, 2, 3, 7, 7, 7, 8, 9, 10, 11, 0.5}, 10),
            (Bins{0, 1, 1, 3, 4, 4, 4, 6, 7, 8, 8, 0}));
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) values.push_back((i * 37 % 101) * 0.1);
  EXPECT_EQ(quantile_bins(values, 10), (Bins{0, 3, 7, 1, 4, 8, 2, 5, 9, 3, 6, 0, 4, 7, 1,
                                             5, 8, 2, 6, 9, 3, 7, 0, 4, 8, 1, 5, 9, 2, 6}));
}

TEST(QuantileBinsTest, DropEqualEdges) {
  EXPECT_EQ(quantile_bins(std::vector<double>{5, 5, 5, 5, 6}, 10), (Bins{0, 0, 0, 0, 2}));
  EXPECT_EQ(quantile_bins(std::vector<double>{1999, 2000, 2003, 2001, 2001, 2003, 2000, 1999, 2000,
                                              2003, 2001, 2001, 2003, 2000},
                          10),
            (Bins{0, 1, 5, 3, 3, 5, 1, 0, 1, 5, 3, 3, 5, 1}));
}

TEST(QuantileBinsTest, EqualPandasOnManyValues) {
  std::vector<double> values;
  for (int i = 0; i < 5000; ++i) values.push_back((i * 7919 % 10007) / 97.0);
  const Bins bins = quantile_bins(values, 10);
  Bins sizes(10);
  std::uint64_t digest = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    ++sizes[bins[i]];
    digest += bins[i] * (i % 97);
  }
  EXPECT_EQ(sizes, Bins(10, 500));
  EXPECT_EQ(digest, 1075583U);
}

}  // namespace
}  // namespace assay
