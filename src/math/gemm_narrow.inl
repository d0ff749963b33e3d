// Products of rows with packed weights in narrow formats.
//
// The tile is that of the float product: kTileRows x kTileVectors accumulators, here of 32-bit
// sums, and for every group of k registers of weights times a broadcast group of inputs. Rows go
// in blocks, so that a block's inputs stay in the second-level cache while all weights pass by.
// Sums leave the registers once, into a few KB beside the tile: the epilogue would push the accumulators
// out of them.

namespace assay::ASSAY_ISA {
namespace {

template <typename Multiply, std::size_t kRows, std::size_t kVectors, bool kIsFar>
[[gnu::always_inline]] inline void accumulate_narrow(const std::int32_t* a, std::size_t a_stride,
                                                     const std::int32_t* b, std::size_t groups,
                                                     Ints (&acc)[kRows][kVectors]) {
#pragma GCC unroll 4
  for (std::size_t p = 0; p < groups; ++p, b += kVectors * kLanes) {
    Ints row[kVectors];
    unrolled<kVectors>([&](auto j) __attribute__((always_inline)) {
      row[j] = load_ints(b + j * kLanes);
      if constexpr (kIsFar) prefetch_near(b + (kStepsAhead * kVectors + j) * kLanes);
    });
    unrolled<kRows>([&](auto i) __attribute__((always_inline)) {
      const Ints value = broadcast_int(a[i * a_stride + p]);
      unrolled<kVectors>([&](auto j) __attribute__((always_inline)) {
        acc[i][j] = Multiply::run(acc[i][j], value, row[j]);
      });
    });
  }
}

// -zero of a row as two 16-bit integers which, times the two of a column's sum S (NarrowGemm), add up to
// -zero * S.
inline std::int32_t zero_as_pair(std::int32_t zero) {
  const auto negative = static_cast<std::uint32_t>(-zero);
  return static_cast<std::int32_t>((negative & 0xFFFFU) | negative << 23);
}

// Where a tile stands.
struct NarrowTile {
  std::size_t row;
  std::size_t column;
  std::size_t columns;  // valid ones
  const std::int32_t* b;
  NextLines next;
};

// function(v, i, first column, lanes) of the numbers that the sums of a tile stand for, into `out`.
template <typename Multiply, std::size_t kVectors, typename Function>
[[gnu::always_inline]] inline void finish_narrow_rows(const NarrowGemm& g, const NarrowTile& t,
                                                      std::size_t rows, const std::int32_t* sums,
                                                      const Function& function) {
  Floats scale[kVectors];
  Floats bias[kVectors];
  Ints column_sum[kVectors];
  unrolled<kVectors>([&](auto j) __attribute__((always_inline)) {
    scale[j] = load(g.column_scale + t.column + j * kLanes);
    bias[j] = load(g.bias + t.column + j * kLanes);
    if constexpr (Multiply::kHasZero)
      column_sum[j] = load_ints(g.column_sum + t.column + j * kLanes);
  });
  const float* const row_scale = g.row_scale + t.row;
  const std::int32_t* const row_zero = Multiply::kHasZero ? g.row_zero + t.row : nullptr;
  float* out = g.out + t.row * g.out_stride + t.column;
  const std::size_t stride = g.out_stride;
  const std::size_t columns = t.columns;
  for (std::size_t i = 0; i < rows; ++i, out += stride, sums += kVectors * kLanes) {
    const Floats row = broadcast(row_scale[i]);
    Ints zero_pair = zero_ints();
    if constexpr (Multiply::kHasZero) zero_pair = broadcast_int(zero_as_pair(row_zero[i]));
    unrolled<kVectors>([&](auto j) __attribute__((always_inline)) {
      Ints sum = load_ints(sums + j * kLanes);
      if constexpr (Multiply::kHasZero) sum = MultiplyPairsVnni::run(sum, zero_pair, column_sum[j]);
      const std::size_t count = lanes_at<kVectors>(j, columns);
      const Floats v = fma(mul(Multiply::sum_of(sum), row), scale[j], bias[j]);
      store_up_to(out + j * kLanes, function(v, i, j * kLanes, count), count);
    });
  }
}

template <typename Multiply, std::size_t kVectors>
[[gnu::noinline]] void finish_narrow_tile(const NarrowGemm& g, const NarrowTile& t,
                                          std::size_t rows, const std::int32_t* sums) {
  using Index = std::size_t;
  const auto finish = [&](const auto& function) __attribute__((always_inline)) {
    finish_narrow_rows<Multiply, kVectors>(g, t, rows, sums, function);
  };
  switch (g.epilogue) {
    case Epilogue::kBias:
      return finish([](Floats v, Index, Index, Index) { return v; });
    case Epilogue::kBiasGelu:
      return finish([](Floats v, Index, Index, Index) { return gelu_of(v); });
    case Epilogue::kBiasResidual: {
      const float* const residual = g.residual + t.row * g.residual_stride + t.column;
      const std::size_t stride = g.residual_stride;
      return finish([&](Floats v, Index i, Index column, Index count) {
        return add(v, load_up_to(residual + i * stride + column, count));
      });
    }
  }
}

template <typename Multiply, std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void run_narrow_tile(const NarrowGemm& g, const NarrowTile& t) {
  alignas(64) std::int32_t sums[kRows * kVectors * kLanes];
  const std::int32_t* a = g.a + t.row * g.a_stride;
  // As in run_tile.
  prefetch_rows<true>(g.out + t.row * g.out_stride + t.column, g.out_stride, kRows,
                      kVectors * kLanes);
  if (g.residual != nullptr) {
    prefetch_rows<true>(g.residual + t.row * g.residual_stride + t.column, g.residual_stride, kRows,
                        kVectors * kLanes);
  }
  Ints acc[kRows][kVectors];
  for_tile<kRows, kVectors>([&](auto i, auto j)
                                __attribute__((always_inline)) { acc[i][j] = zero_ints(); });
  run_while_prefetching(t.next, g.groups,
                        [&](std::size_t p, std::size_t steps) __attribute__((always_inline)) {
                          accumulate_narrow<Multiply, kRows, kVectors, true>(
                              a + p, g.a_stride, t.b + p * kVectors * kLanes, steps, acc);
                        });
  for_tile<kRows, kVectors>([&](auto i, auto j) __attribute__((always_inline)) {
    store_ints(sums + (i * kVectors + j) * kLanes, acc[i][j]);
  });
  finish_narrow_tile<Multiply, kVectors>(g, t, kRows, sums);
}

// run_narrow_tile for a number of rows and vectors known at run time.
template <typename Multiply, std::size_t kRows, std::size_t kVectors>
inline void run_narrow_tile_of(std::size_t rows, std::size_t vectors, const NarrowGemm& g,
                               const NarrowTile& t) {
  if (vectors < kVectors) {
    if constexpr (kVectors > 1)
      run_narrow_tile_of<Multiply, kRows, kVectors - 1>(rows, vectors, g, t);
  } else if (rows < kRows) {
    if constexpr (kRows > 1) run_narrow_tile_of<Multiply, kRows - 1, kVectors>(rows, vectors, g, t);
  } else {
    run_narrow_tile<Multiply, kRows, kVectors>(g, t);
  }
}

template <typename Multiply>
void gemm_narrow(const NarrowGemm& g) {
  for (std::size_t row = 0; row < g.rows; row += kBlockRows) {
    const std::size_t rows = smaller(kBlockRows, g.rows - row);
    const std::size_t tiles = (rows + kTileRows - 1) / kTileRows;
    for (std::size_t column = 0; column < g.n; column += kPanelColumns) {
      const std::size_t columns = smaller(kPanelColumns, g.n - column);
      const std::size_t vectors = (columns + kLanes - 1) / kLanes;
      const std::int32_t* b = g.panels + column * g.groups;
      // As in gemm_f32: the next panel is asked for while this one is used.
      const bool is_last = column + kPanelColumns >= g.n;
      NextPanel next(b + kPanelColumns * g.groups,
                     is_last ? 0 : g.groups * kPanelColumns * sizeof(std::int32_t), tiles,
                     g.groups);
      for (std::size_t i = 0; i < rows; i += kTileRows) {
        const NarrowTile tile = {
            .row = row + i, .column = column, .columns = columns, .b = b, .next = next.take()};
        run_narrow_tile_of<Multiply, kTileRows, kTileVectors>(smaller(kTileRows, rows - i), vectors,
                                                              g, tile);
      }
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_ISA
