// Loops over registers, unrolled before anything else looks at them.
//
// g++ keeps an array in registers only where every index is a constant from the start. A loop that it
// unrolls itself becomes one too late: the array of accumulators then goes to memory and back around
// the loop that uses it, which made tiles of narrow products take 5 to 7 % longer.

namespace assay::ASSAY_ISA {
namespace {

template <std::size_t kValue>
struct Constant {
  constexpr operator std::size_t() const { return kValue; }
};

// body(0), body(1) ... body(kCount - 1), each number a constant. `body` has to be always_inline.
template <std::size_t kCount, std::size_t kFirst = 0, typename Body>
[[gnu::always_inline]] inline void unrolled(const Body& body) {
  if constexpr (kFirst < kCount) {
    body(Constant<kFirst>{});
    unrolled<kCount, kFirst + 1>(body);
  }
}

// body(i, j) for all of a tile's registers, row by row.
template <std::size_t kRows, std::size_t kVectors, typename Body>
[[gnu::always_inline]] inline void for_tile(const Body& body) {
  unrolled<kRows>([&](auto i) __attribute__((always_inline)) {
    unrolled<kVectors>([&](auto j) __attribute__((always_inline)) { body(i, j); });
  });
}

}  // namespace
}  // namespace assay::ASSAY_ISA
