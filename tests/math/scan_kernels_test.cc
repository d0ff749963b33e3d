#include "math/scan_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "math/half.h"
#include "math/scan_dispatch.h"

namespace assay {
namespace {

class ScanKernelsTest : public ::testing::TestWithParam<Isa> {};

const std::vector<std::size_t> kLengths = {1,  3,  7,  15, 16,  17,  31,  32,  33,
                                           63, 64, 65, 96, 127, 128, 129, 384, 1000};

// Vectors that begin one element off every alignment.
template <typename T, typename Make>
std::vector<T> numbers(std::size_t count, Make make) {
  std::vector<T> values(count + 1);
  for (T& value : values) value = make();
  return values;
}

TEST_P(ScanKernelsTest, FloatsAreAsThePlainSumInDouble) {
  std::mt19937 random(7);
  const auto make = [&] { return static_cast<float>(random() % 2001) / 1000.0F - 1.0F; };
  for (const std::size_t n : kLengths) {
    const auto a = numbers<float>(n, make);
    const auto b = numbers<float>(n, make);
    double sum = 0;
    double magnitude = 0;
    for (std::size_t i = 1; i <= n; ++i) {
      sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
      magnitude += std::abs(static_cast<double>(a[i]) * static_cast<double>(b[i]));
    }
    // n additions, each off by half a unit in the last place of what was added so far at most.
    EXPECT_NEAR(scan_kernels_for(GetParam()).dot_f32(a.data() + 1, b.data() + 1, n), sum,
                static_cast<double>(n) * 6e-8 * magnitude + 1e-12)
        << n;
  }
}

TEST_P(ScanKernelsTest, HalvesAreAsTheirFloats) {
  std::mt19937 random(7);
  const auto make = [&] { return static_cast<float>(random() % 2001) / 1000.0F - 1.0F; };
  for (const std::size_t n : kLengths) {
    const auto a = numbers<float>(n, make);
    const auto b = numbers<std::uint16_t>(n, [&] { return to_half(make()); });
    double sum = 0;
    double magnitude = 0;
    for (std::size_t i = 1; i <= n; ++i) {
      const double product = static_cast<double>(a[i]) * static_cast<double>(from_half(b[i]));
      sum += product;
      magnitude += std::abs(product);
    }
    EXPECT_NEAR(scan_kernels_for(GetParam()).dot_f16(a.data() + 1, b.data() + 1, n), sum,
                static_cast<double>(n) * 6e-8 * magnitude + 1e-12)
        << n;
  }
}

TEST_P(ScanKernelsTest, BytesAreExact) {
  std::mt19937 random(7);
  for (const std::size_t n : kLengths) {
    const auto a = numbers<std::int8_t>(n, [&] { return static_cast<std::int8_t>(random()); });
    const auto b = numbers<std::int8_t>(n, [&] { return static_cast<std::int8_t>(random()); });
    const auto c = numbers<std::uint8_t>(n, [&] { return static_cast<std::uint8_t>(random()); });
    const auto d = numbers<std::uint8_t>(n, [&] { return static_cast<std::uint8_t>(random()); });
    int with_sign = 0;
    int without = 0;
    for (std::size_t i = 1; i <= n; ++i) {
      with_sign += a[i] * b[i];
      without += c[i] * d[i];
    }
    const ScanKernels& kernels = scan_kernels_for(GetParam());
    EXPECT_EQ(kernels.dot_i8(a.data() + 1, b.data() + 1, n), with_sign) << n;
    EXPECT_EQ(kernels.dot_u8(c.data() + 1, d.data() + 1, n), without) << n;
  }
}

TEST_P(ScanKernelsTest, ExtremesDoNotOverflow) {
  const std::vector<std::int8_t> low(4096, -128);
  const std::vector<std::uint8_t> high(32'768, 255);
  const ScanKernels& kernels = scan_kernels_for(GetParam());
  EXPECT_EQ(kernels.dot_i8(low.data(), low.data(), 4096), 4096 * 128 * 128);
  EXPECT_EQ(kernels.dot_u8(high.data(), high.data(), 32'768), 32'768 * 255 * 255);
}

TEST_P(ScanKernelsTest, CountsTheBitsThatDiffer) {
  const std::vector<std::uint64_t> a = {0b1011, ~std::uint64_t{0}, 0};
  const std::vector<std::uint64_t> b = {0b0001, 0, 1};
  const ScanKernels& kernels = scan_kernels_for(GetParam());
  EXPECT_EQ(kernels.hamming(a.data(), b.data(), 1), 2U);
  EXPECT_EQ(kernels.hamming(a.data(), b.data(), 3), 2U + 64U + 1U);
}

INSTANTIATE_TEST_SUITE_P(Isa, ScanKernelsTest, ::testing::ValuesIn(supported_isas()),
                         [](const auto& entry) { return std::string(to_string(entry.param)); });

}  // namespace
}  // namespace assay
