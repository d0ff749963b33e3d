#include "math/float32_sums.h"

#include <gtest/gtest.h>

#include <vector>

#include "math/compare_pairs.h"
#include "math/numpy_sum.h"

namespace assay {
namespace {

// Values whose sums depend on the order of the additions.
std::vector<float> values(std::size_t n, std::size_t factor, int modulus, double divisor) {
  std::vector<float> result;
  for (std::size_t i = 0; i < n; ++i) {
    const int number = static_cast<int>(i * factor % static_cast<std::size_t>(modulus));
    result.push_back(static_cast<float>((number - modulus / 2) / divisor));
  }
  return result;
}

struct Expected {
  std::size_t n;
  float einsum, numpy_sum, torch_dot, torch_sum, blas_dot;
};

// numpy 2.4.6 and torch 2.15.0 on a CPU with AVX-512: einsum("ij,ij->i", x, x), x.sum(),
// (x * y).sum(-1), x.sum(-1), dot(x, y); several rows, of which one is shown.
constexpr Expected kExpected[] = {
    {7, 0x1.58b94ap-1F, -0x1.60cd6ap-1F, 0x1.beb81cp-3F, -0x1.60cd6cp-1F, 0x1.beb81ap-3F},
    {32, 0x1.593bacp+1F, -0x1.94ab9p-3F, 0x1.de5df2p-2F, -0x1.94ab9p-3F, 0x1.de5df2p-2F},
    {100, 0x1.16b7aap+3F, 0x1.d76e22p-2F, 0x1.ed95dcp-3F, 0x1.d76e1ep-2F, 0x1.ed95eap-3F},
    {384, 0x1.07ad2p+5F, 0x1.16da4p-1F, -0x1.a7b688p-2F, 0x1.16da4p-1F, -0x1.a7b694p-2F},
    {1024, 0x1.5e667p+6F, -0x1.ad521p-2F, 0x1.4f8888p-3F, -0x1.ad51ep-2F, 0x1.4f889p-3F},
};

TEST(Float32SumsTest, GiveTheBitsOfNumpyTorchAndOpenBlas) {
  for (const Expected& expected : kExpected) {
    const auto x = values(expected.n, 7919, 1009, 997);
    const auto y = values(expected.n, 104729, 1013, 991);
    EXPECT_EQ(einsum_squares(x), expected.einsum) << expected.n;
    EXPECT_EQ(numpy_sum_float32(x), expected.numpy_sum) << expected.n;
    if (expected.n >= 8) {  // below, torch adds one by one in another order
      EXPECT_EQ(torch_dot(x, y), expected.torch_dot) << expected.n;
      EXPECT_EQ(torch_sum(x), expected.torch_sum) << expected.n;
    }
    EXPECT_EQ(blas_dot(x, y), expected.blas_dot) << expected.n;
  }
}

TEST(Float32SumsTest, OfNothingAreZero) {
  EXPECT_EQ(einsum_squares({}), 0);
  EXPECT_EQ(torch_dot({}, {}), 0);
  EXPECT_EQ(blas_dot({}, {}), 0);
}

Matrix matrix_of(const std::vector<std::vector<float>>& rows) {
  Matrix matrix(rows.size(), rows.front().size());
  for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(rows[i], matrix.row(i).begin());
  return matrix;
}

// scikit-learn 1.9.1: 1 - paired_cosine_distances and so on, float32.
TEST(ComparePairsTest, GivesTheBitsOfScikitLearn) {
  const Matrix a = matrix_of({{0, 0, 0}, {1, 2, 2}, {1, 0, 0}, {0.5, 0.25, -1}});
  const Matrix b = matrix_of({{0, 0, 0}, {2, -1, 0.5}, {0, 0, 0}, {3, 1, 2}});
  const PairComparison pairs = compare_pairs(a, b, 1);
  // Two zero vectors are alike, one zero vector is half alike.
  EXPECT_EQ(pairs.cosine, (std::vector<float>{1, 0x1.29f0bp-3F, 0.5, -0x1.ddc4p-5F}));
  EXPECT_EQ(pairs.manhattan, (std::vector<float>{0, 5.5, 1, 6.25}));
  EXPECT_FLOAT_EQ(pairs.euclidean[1], 3.5);
  EXPECT_FLOAT_EQ(pairs.euclidean[3], 3.9764934F);
  EXPECT_EQ(pairs.dot, (std::vector<float>{0, 1, 0, -0.25}));
}

TEST(ComparePairsTest, ThreadsChangeNothing) {
  Matrix a(1000, 40);
  Matrix b(1000, 40);
  const auto x = values(40000, 7919, 1009, 997);
  const auto y = values(40000, 104729, 1013, 991);
  std::ranges::copy(x, a.data());
  std::ranges::copy(y, b.data());
  const PairComparison one = compare_pairs(a, b, 1);
  const PairComparison three = compare_pairs(a, b, 3);
  EXPECT_EQ(one.cosine, three.cosine);
  EXPECT_EQ(one.dot, three.dot);
}

}  // namespace
}  // namespace assay
