// Products of rows with packed weights.
//
// A tile of kTileRows x kTileVectors registers accumulates over k; in the innermost loop a row of
// the weights' panel is loaded and each value of `a` broadcast. Loops outside the tile, from the
// outermost:
//   rows in blocks of kBlockRows: a block of `a` stays in the second-level cache while all weights
//     pass by once
//   k in blocks of kBlockDepth: a panel's part (72 KB with AVX-512, 36 KB with AVX2) stays close
//     while the rows of the block pass by; sums wait in `out` meanwhile, which changes no bit
//   panels, tiles

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kPanelColumns = kTileVectors * kLanes;
constexpr std::size_t kBlockDepth = 384;
// A panel's part is larger than the first-level cache: its rows are asked for so many steps ahead.
constexpr std::size_t kStepsAhead = 12;

// acc += a[kRows x k] * b[k x kVectors * kLanes]; kIsFar: b is not in the first-level cache.
template <std::size_t kRows, std::size_t kVectors, bool kIsFar>
[[gnu::always_inline]] inline void accumulate(const float* a, std::size_t a_stride, const float* b,
                                              std::size_t b_stride, std::size_t k,
                                              Floats (&acc)[kRows][kVectors]) {
  // g++ keeps `acc` in registers only if every loop over it is unrolled completely.
#pragma GCC unroll 4
  for (std::size_t p = 0; p < k; ++p, b += b_stride) {
    Floats row[kVectors];
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) {
      row[j] = load(b + j * kLanes);
      if constexpr (kIsFar) prefetch_near(b + kStepsAhead * b_stride + j * kLanes);
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kRows; ++i) {
      const Floats value = broadcast(a[i * a_stride + p]);
#pragma GCC unroll 8
      for (std::size_t j = 0; j < kVectors; ++j) acc[i][j] = fma(value, row[j], acc[i][j]);
    }
  }
}

// What a tile starts from and where it goes. Pointers are at the tile's first row and column.
struct Tile {
  const float* a;
  const float* b;
  std::size_t depth;
  std::size_t columns;  // valid ones
  bool is_first;        // of the blocks of k: starts from 0, else from what `out` holds
  bool is_last;         // applies the epilogue
  const float* bias;
  const float* residual;
  float* out;
  NextLines next;
};

// Applies the epilogue to sums in memory: more work in registers would push the accumulators out of
// them, and the tile is still warm.
void finish_tile(const GemmF32& g, const Tile& t, std::size_t rows) {
  const auto for_each = [&](auto function) {
    for (std::size_t i = 0; i < rows; ++i) {
      float* out = t.out + i * g.out_stride;
      for_lanes(t.columns, [&](std::size_t j, std::size_t count) {
        const Floats v = add(load_up_to(out + j, count), load(t.bias + j));
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
        return add(v, load_up_to(t.residual + i * g.residual_stride + j, count));
      });
  }
}

template <std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void run_tile(const GemmF32& g, const Tile& t) {
  const bool is_whole = t.columns == kVectors * kLanes;
  const auto width_of = [&](std::size_t j) {
    const std::size_t first = j * kLanes;
    return t.columns <= first ? 0 : t.columns - first < kLanes ? t.columns - first : kLanes;
  };
  const auto place_of = [&](std::size_t i, std::size_t j) {
    return t.out + i * g.out_stride + j * kLanes;
  };
  // What a tile writes or adds at its end has left the caches since: it comes back meanwhile.
  prefetch_rows<true>(t.out, g.out_stride, kRows, kVectors * kLanes);
  if (t.is_last && t.residual != nullptr)
    prefetch_rows<true>(t.residual, g.residual_stride, kRows, kVectors * kLanes);
  Floats acc[kRows][kVectors];
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) {
      if (t.is_first) {
        acc[i][j] = zero();
      } else {
        acc[i][j] = is_whole ? load(place_of(i, j)) : load_first(place_of(i, j), width_of(j));
      }
    }
  }
  constexpr std::size_t kWidth = kVectors * kLanes;
  run_while_prefetching(t.next, t.depth, [&](std::size_t p, std::size_t steps) {
    accumulate<kRows, kVectors, true>(t.a + p, g.a_stride, t.b + p * kWidth, kWidth, steps, acc);
  });
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) {
      if (is_whole) {
        store(place_of(i, j), acc[i][j]);
      } else {
        store_first(place_of(i, j), acc[i][j], width_of(j));
      }
    }
  }
  if (t.is_last) finish_tile(g, t, kRows);
}

// run_tile for a number of rows and vectors known at run time.
template <std::size_t kRows, std::size_t kVectors>
inline void run_tile_of(std::size_t rows, std::size_t vectors, const GemmF32& g, const Tile& t) {
  if (vectors < kVectors) {
    if constexpr (kVectors > 1) run_tile_of<kRows, kVectors - 1>(rows, vectors, g, t);
  } else if (rows < kRows) {
    if constexpr (kRows > 1) run_tile_of<kRows - 1, kVectors>(rows, vectors, g, t);
  } else {
    run_tile<kRows, kVectors>(g, t);
  }
}

constexpr std::size_t smaller(std::size_t a, std::size_t b) { return a < b ? a : b; }

void gemm_f32(const GemmF32& g) {
  for (std::size_t row = 0; row < g.rows; row += kBlockRows) {
    const std::size_t rows = smaller(kBlockRows, g.rows - row);
    const std::size_t tiles = (rows + kTileRows - 1) / kTileRows;
    for (std::size_t k = 0; k < g.k; k += kBlockDepth) {
      const std::size_t depth = smaller(kBlockDepth, g.k - k);
      for (std::size_t column = 0; column < g.n; column += kPanelColumns) {
        const std::size_t columns = smaller(kPanelColumns, g.n - column);
        const std::size_t vectors = (columns + kLanes - 1) / kLanes;
        const float* b = g.panels + column * g.k + k * vectors * kLanes;
        // The next panel comes from far away: it is asked for while the tiles of this one run.
        const bool is_last = column + kPanelColumns >= g.n;
        NextPanel next(is_last ? g.panels + (k + depth) * kPanelColumns : b + kPanelColumns * g.k,
                       is_last && k + depth == g.k ? 0 : depth * kPanelColumns * sizeof(float),
                       tiles);
        for (std::size_t i = 0; i < rows; i += kTileRows) {
          const std::size_t r = row + i;
          const Tile tile = {
              .a = g.a + r * g.a_stride + k,
              .b = b,
              .depth = depth,
              .columns = columns,
              .is_first = k == 0,
              .is_last = k + depth == g.k,
              .bias = g.bias + column,
              .residual =
                  g.residual == nullptr ? nullptr : g.residual + r * g.residual_stride + column,
              .out = g.out + r * g.out_stride + column,
              .next = next.take(),
          };
          run_tile_of<kTileRows, kTileVectors>(smaller(kTileRows, rows - i), vectors, g, tile);
        }
      }
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_ISA
