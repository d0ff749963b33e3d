#include "math/kernel_polynomials.h"
#include "math/kernels.h"

// The order matters: each of these uses the names of those before it.
// clang-format off
#include "math/simd_avx2.inl"
#include "math/unroll.inl"
#include "math/prefetch.inl"
#include "math/vector_math.inl"
#include "math/transpose.inl"
#include "math/rows.inl"
#include "math/gemm_f32.inl"
#include "math/narrow.inl"
#include "math/gemm_narrow.inl"
#include "math/attention.inl"
#include "math/attention_i16.inl"
#include "math/kernel_table.inl"
// clang-format on
