// Asking for memory before it is needed. Always inlined: g++ drops calls of a function that does
// nothing else, as it has no result.

namespace assay::ASSAY_ISA {
namespace {

// Into the first-level cache: used in a moment.
[[gnu::always_inline]] inline void prefetch_near(const void* p) {
  _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T0);
}
// Into the second-level cache: used next, not now.
[[gnu::always_inline]] inline void prefetch(const void* p) {
  _mm_prefetch(static_cast<const char*>(p), _MM_HINT_T1);
}

// Rows of floats, a line of the cache at a time.
template <bool kIsNear>
[[gnu::always_inline]] inline void prefetch_rows(const float* x, std::size_t stride,
                                                 std::size_t rows, std::size_t columns) {
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; j += 64 / sizeof(float)) {
      kIsNear ? prefetch_near(x + i * stride + j) : prefetch(x + i * stride + j);
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_ISA
