// Products of rows in double. A tile of kTileRows x kTileVectors registers accumulates over the
// steps; in the innermost loop a row of `b` is loaded and each value of `a` broadcast. The steps go
// in blocks, so that the block of `b` stays in the second-level cache while all rows pass by; sums
// wait in `out` meanwhile, which changes no bit.

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kBlockSteps = 256;

template <std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void run_tile(const DoubleProduct& p, const double* a, const double* b,
                                std::size_t steps, double* out) {
  Doubles acc[kRows][kVectors];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kVectors; ++j)
      acc[i][j] = load(out + i * p.out_stride + j * kLanes);
  }
  const std::size_t a_row = p.a_row;
  for (std::size_t t = 0; t < steps; ++t, a += p.a_step, b += p.b_stride) {
    Doubles row[kVectors];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kVectors; ++j) row[j] = load(b + j * kLanes);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kRows; ++i) {
      const Doubles value = broadcast(a[i * a_row]);
#pragma GCC unroll 4
      for (std::size_t j = 0; j < kVectors; ++j) acc[i][j] = fma(value, row[j], acc[i][j]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kVectors; ++j)
      store(out + i * p.out_stride + j * kLanes, acc[i][j]);
  }
}

// run_tile for a number of rows and vectors known at run time.
template <std::size_t kRows, std::size_t kVectors>
inline void run_tile_of(std::size_t rows, std::size_t vectors, const DoubleProduct& p,
                        const double* a, const double* b, std::size_t steps, double* out) {
  if (vectors < kVectors) {
    if constexpr (kVectors > 1)
      run_tile_of<kRows, kVectors - 1>(rows, vectors, p, a, b, steps, out);
  } else if (rows < kRows) {
    if constexpr (kRows > 1) run_tile_of<kRows - 1, kVectors>(rows, vectors, p, a, b, steps, out);
  } else {
    run_tile<kRows, kVectors>(p, a, b, steps, out);
  }
}

constexpr std::size_t smaller(std::size_t a, std::size_t b) { return a < b ? a : b; }

}  // namespace

void add_product(const DoubleProduct& p) {
  constexpr std::size_t kPanelColumns = kTileVectors * kLanes;
  for (std::size_t step = 0; step < p.steps; step += kBlockSteps) {
    const std::size_t steps = smaller(kBlockSteps, p.steps - step);
    for (std::size_t row = 0; row < p.rows; row += kTileRows) {
      const double* a = p.a + row * p.a_row + step * p.a_step;
      const std::size_t rows = smaller(kTileRows, p.rows - row);
      for (std::size_t column = 0; column < p.columns; column += kPanelColumns) {
        const std::size_t vectors = smaller(kPanelColumns, p.columns - column) / kLanes;
        run_tile_of<kTileRows, kTileVectors>(rows, vectors, p, a, p.b + step * p.b_stride + column,
                                             steps, p.out + row * p.out_stride + column);
      }
    }
  }
}

}  // namespace assay::ASSAY_ISA
