#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "math/aligned_buffer.h"
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

// Attention of one text of `tokens`, for `queries` of it from `first_query` on: [queries x heads * head_dim]. In `qkv`, rows of
// q, k and v lie side by side as the fused projection leaves them.
inline std::vector<float> run_attention(const AttentionKernels& kernels,
                                        const std::vector<float>& qkv, std::size_t first_query,
                                        std::size_t queries, std::size_t tokens, std::size_t heads,
                                        std::size_t head_dim) {
  const std::size_t d = heads * head_dim;
  AlignedBuffer<float> scratch(kernels.scratch(tokens, head_dim));
  std::vector<float> out(queries * d);
  kernels.run({.q = qkv.data() + first_query * 3 * d,
               .q_stride = 3 * d,
               .queries = queries,
               .k = qkv.data() + d,
               .v = qkv.data() + 2 * d,
               .kv_stride = 3 * d,
               .tokens = tokens,
               .heads = heads,
               .head_dim = head_dim,
               .out = out.data(),
               .out_stride = d,
               .scratch = scratch.data()});
  return out;
}

// Half the distance from 1 to the next float: the relative error of one rounding.
constexpr double kHalfUlp = 5.97e-8;

}  // namespace assay::test

#define ASSAY_FOR_EVERY_ISA(suite) \
  INSTANTIATE_TEST_SUITE_P(Isa, suite, testing::ValuesIn(supported_isas()), test::isa_name)
