#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "math/dispatch.h"

namespace assay::test {

// Runs once for every ISA that this machine has.
class KernelTest : public testing::TestWithParam<Isa> {
 protected:
  [[nodiscard]] const Kernels& kernels() const { return kernels_for(GetParam()); }
};

inline std::string isa_name(const testing::TestParamInfo<Isa>& info) {
  return std::string(to_string(info.param));
}

// Uniform in [-spread, spread], from a fixed seed.
inline std::vector<float> random_floats(std::size_t count, unsigned seed, double spread = 1.0) {
  std::mt19937 random(seed);
  std::vector<float> values(count);
  for (float& v : values) {
    v = static_cast<float>(spread * (static_cast<double>(random()) / 2147483648.0 - 1.0));
  }
  return values;
}

// Half the distance from 1 to the next float: the relative error of one rounding.
constexpr double kHalfUlp = 5.97e-8;

}  // namespace assay::test

#define ASSAY_FOR_EVERY_ISA(suite) \
  INSTANTIATE_TEST_SUITE_P(Isa, suite, testing::ValuesIn(supported_isas()), test::isa_name)
