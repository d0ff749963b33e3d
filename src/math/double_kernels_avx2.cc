#include <immintrin.h>

#include "math/double_kernels.h"

#define ASSAY_ISA avx2

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kLanes = 4;
using Doubles = __m256d;
// 12 accumulators, two vectors of `b` and a broadcast: 15 of the 16 registers. Two vectors are
// kDoubleLanes columns.
constexpr std::size_t kTileRows = 6;
constexpr std::size_t kTileVectors = 2;

inline Doubles load(const double* p) { return _mm256_loadu_pd(p); }
inline void store(double* p, Doubles v) { _mm256_storeu_pd(p, v); }
inline Doubles broadcast(double x) { return _mm256_set1_pd(x); }
inline Doubles fma(Doubles a, Doubles b, Doubles c) { return _mm256_fmadd_pd(a, b, c); }

}  // namespace
}  // namespace assay::ASSAY_ISA

#include "math/double_product.inl"
