#include <immintrin.h>

#include "math/double_kernels.h"

#define ASSAY_ISA avx512

// g++ 12 takes the registers that its own intrinsics leave undefined on purpose for a mistake (GCC
// bug 105593).
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kLanes = 8;
using Doubles = __m512d;
// 24 accumulators, three vectors of `b` and a broadcast: 28 of the 32 registers.
constexpr std::size_t kTileRows = 8;
constexpr std::size_t kTileVectors = 3;

inline Doubles load(const double* p) { return _mm512_loadu_pd(p); }
inline void store(double* p, Doubles v) { _mm512_storeu_pd(p, v); }
inline Doubles broadcast(double x) { return _mm512_set1_pd(x); }
inline Doubles fma(Doubles a, Doubles b, Doubles c) { return _mm512_fmadd_pd(a, b, c); }

}  // namespace
}  // namespace assay::ASSAY_ISA

#include "math/double_product.inl"
