// Products of rows with packed weights in narrow formats.
//
// The tile is that of the float product: kTileRows x kTileVectors accumulators, here of 32-bit
// sums, and for every group of k registers of weights times a broadcast group of inputs. Rows go
// in blocks, so that a block's inputs stay in the second-level cache while all weights pass by.
// Sums leave the registers once, as floats, into a few KB beside the tile: the epilogue would push the
// accumulators out of them.

namespace assay::ASSAY_ISA {
namespace {

template <typename Multiply, std::size_t kRows, std::size_t kVectors, bool kIsFar>
[[gnu::always_inline]] inline void accumulate_narrow(const std::int32_t* a, std::size_t a_stride,
                                                     const std::int32_t* b, std::size_t groups,
                                                     Ints (&acc)[kRows][kVectors]) {
#pragma GCC unroll 4
  for (std::size_t p = 0; p < groups; ++p, b += kVectors * kLanes) {
    Ints row[kVectors];
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) {
      row[j] = load_ints(b + j * kLanes);
      if constexpr (kIsFar) prefetch_near(b + (kStepsAhead * kVectors + j) * kLanes);
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kRows; ++i) {
      const Ints value = broadcast_int(a[i * a_stride + p]);
#pragma GCC unroll 8
      for (std::size_t j = 0; j < kVectors; ++j)
        acc[i][j] = Multiply::run(acc[i][j], value, row[j]);
    }
  }
}

// Where a tile stands.
struct NarrowTile {
  std::size_t row;
  std::size_t column;
  std::size_t columns;  // valid ones
  const std::int32_t* b;
  NextLines next;
};

template <std::size_t kVectors>
void finish_narrow_tile(const NarrowGemm& g, const NarrowTile& t, std::size_t rows,
                        const float* sums) {
  const auto for_each = [&](auto function) {
    for (std::size_t i = 0; i < rows; ++i) {
      const Floats row_scale = broadcast(g.row_scale[t.row + i]);
      float* out = g.out + (t.row + i) * g.out_stride + t.column;
      for_lanes(t.columns, [&](std::size_t j, std::size_t count) {
        const Floats v = fma(mul(load(sums + i * kVectors * kLanes + j), row_scale),
                             load(g.column_scale + t.column + j), load(g.bias + t.column + j));
        store_up_to(out + j, function(v, i, j, count), count);
      });
    }
  };
  using Index = std::size_t;
  switch (g.epilogue) {
    case Epilogue::kBias:
      return for_each([](Floats v, Index, Index, Index) { return v; });
    case Epilogue::kBiasGelu:
      return for_each([](Floats v, Index, Index, Index) { return gelu_of(v); });
    case Epilogue::kBiasResidual:
      return for_each([&](Floats v, Index i, Index j, Index count) {
        const float* residual = g.residual + (t.row + i) * g.residual_stride + t.column;
        return add(v, load_up_to(residual + j, count));
      });
  }
}

template <typename Multiply, std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void run_narrow_tile(const NarrowGemm& g, const NarrowTile& t) {
  alignas(64) float sums[kRows * kVectors * kLanes];
  const std::int32_t* a = g.a + t.row * g.a_stride;
  // As in run_tile.
  prefetch_rows<true>(g.out + t.row * g.out_stride + t.column, g.out_stride, kRows,
                      kVectors * kLanes);
  if (g.residual != nullptr) {
    prefetch_rows<true>(g.residual + t.row * g.residual_stride + t.column, g.residual_stride, kRows,
                        kVectors * kLanes);
  }
  Ints acc[kRows][kVectors];
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) acc[i][j] = zero_ints();
  }
  run_while_prefetching(t.next, g.groups, [&](std::size_t p, std::size_t steps) {
    accumulate_narrow<Multiply, kRows, kVectors, true>(a + p, g.a_stride,
                                                       t.b + p * kVectors * kLanes, steps, acc);
  });
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) {
      // Or g++ moves accumulators to memory and back in the innermost loop, to suit what follows.
      keep_in_register(acc[i][j]);
      if constexpr (Multiply::kHasZero) {
        const auto zero = static_cast<std::uint32_t>(-g.row_zero[t.row + i]);
        const auto pair = static_cast<std::int32_t>((zero & 0xFFFFU) | zero << 23);
        acc[i][j] = MultiplyPairsVnni::run(acc[i][j], broadcast_int(pair),
                                           load_ints(g.column_sum + t.column + j * kLanes));
      }
      store(sums + (i * kVectors + j) * kLanes, Multiply::sum_of(acc[i][j]));
    }
  }
  finish_narrow_tile<kVectors>(g, t, kRows, sums);
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
                     is_last ? 0 : g.groups * kPanelColumns * sizeof(std::int32_t), tiles);
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
