// Products of rows with packed weights.
//
// A tile of kTileRows x kTileVectors registers accumulates over k; in the innermost loop a row of
// the weights' panel is loaded and each value of `a` broadcast. Loops outside the tile, from the
// outermost:
//   rows in blocks of kBlockRows: a block of `a` stays in the second-level cache while all weights
//     pass by once
//   k in blocks of kBlockDepth: a panel's part (288 KB with AVX-512, 144 KB with AVX2) stays in the
//     second-level cache while the rows of the block pass by; sums wait in `out` meanwhile, which
//     changes no bit
//   panels, tiles

namespace assay::ASSAY_ISA {
namespace {

constexpr std::size_t kPanelColumns = kTileVectors * kLanes;
constexpr std::size_t kBlockDepth = 1536;
// A panel's part is larger than the first-level cache: its rows are asked for so many steps ahead.
constexpr std::size_t kStepsAhead = 12;

// acc += a[kRows x k] * b[k x kVectors * kLanes]; kIsFar: b is not in the first-level cache.
template <std::size_t kRows, std::size_t kVectors, bool kIsFar>
[[gnu::always_inline]] inline void accumulate(const float* a, std::size_t a_stride, const float* b,
                                              std::size_t b_stride, std::size_t k,
                                              Floats (&acc)[kRows][kVectors]) {
#pragma GCC unroll 4
  for (std::size_t p = 0; p < k; ++p, b += b_stride) {
    Floats row[kVectors];
    unrolled<kVectors>([&](auto j) __attribute__((always_inline)) {
      row[j] = load(b + j * kLanes);
      if constexpr (kIsFar) prefetch_near(b + kStepsAhead * b_stride + j * kLanes);
    });
    unrolled<kRows>([&](auto i) __attribute__((always_inline)) {
      const Floats value = broadcast(a[i * a_stride + p]);
      unrolled<kVectors>([&](auto j) __attribute__((always_inline)) {
        acc[i][j] = fma(value, row[j], acc[i][j]);
      });
    });
  }
}

// Valid lanes of vector j of a tile of kVectors: all but for the last one.
template <std::size_t kVectors>
[[gnu::always_inline]] inline std::size_t lanes_at(std::size_t j, std::size_t columns) {
  return j + 1 < kVectors ? kLanes : columns - (kVectors - 1) * kLanes;
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

// GELU of sums in memory: in registers it would push the accumulators out of them, and the tile is
// still warm.
template <std::size_t kVectors>
void finish_with_gelu(const GemmF32& g, const Tile& t, std::size_t rows) {
  Floats bias[kVectors];
  unrolled<kVectors>([&](auto j)
                         __attribute__((always_inline)) { bias[j] = load(t.bias + j * kLanes); });
  for (std::size_t i = 0; i < rows; ++i) {
    float* out = t.out + i * g.out_stride;
    unrolled<kVectors>([&](auto j) __attribute__((always_inline)) {
      const std::size_t count = lanes_at<kVectors>(j, t.columns);
      const Floats sum = load_up_to(out + j * kLanes, count);
      store_up_to(out + j * kLanes, gelu_of(add(sum, bias[j])), count);
    });
  }
}

template <std::size_t kRows, std::size_t kVectors>
[[gnu::noinline]] void run_tile(const GemmF32& g, const Tile& t) {
  const auto place_of = [&](std::size_t i, std::size_t j) {
    return t.out + i * g.out_stride + j * kLanes;
  };
  // What a tile writes or adds at its end has left the caches since: it comes back meanwhile.
  prefetch_rows<true>(t.out, g.out_stride, kRows, kVectors * kLanes);
  if (t.is_last && t.residual != nullptr)
    prefetch_rows<true>(t.residual, g.residual_stride, kRows, kVectors * kLanes);
  Floats acc[kRows][kVectors];
  for_tile<kRows, kVectors>([&](auto i, auto j)
                                __attribute__((always_inline)) { acc[i][j] = zero(); });
  if (!t.is_first) {
    for_tile<kRows, kVectors>([&](auto i, auto j) __attribute__((always_inline)) {
      acc[i][j] = load_up_to(place_of(i, j), lanes_at<kVectors>(j, t.columns));
    });
  }
  constexpr std::size_t kWidth = kVectors * kLanes;
  run_while_prefetching(t.next, t.depth,
                        [&](std::size_t p, std::size_t steps) __attribute__((always_inline)) {
                          accumulate<kRows, kVectors, true>(t.a + p, g.a_stride, t.b + p * kWidth,
                                                            kWidth, steps, acc);
                        });
  if (!t.is_last || g.epilogue == Epilogue::kBiasGelu) {
    for_tile<kRows, kVectors>([&](auto i, auto j) __attribute__((always_inline)) {
      store_up_to(place_of(i, j), acc[i][j], lanes_at<kVectors>(j, t.columns));
    });
    if (t.is_last) finish_with_gelu<kVectors>(g, t, kRows);
  } else if (g.epilogue == Epilogue::kBias) {
    for_tile<kRows, kVectors>([&](auto i, auto j) __attribute__((always_inline)) {
      store_up_to(place_of(i, j), add(acc[i][j], load(t.bias + j * kLanes)),
                  lanes_at<kVectors>(j, t.columns));
    });
  } else {
    for_tile<kRows, kVectors>([&](auto i, auto j) __attribute__((always_inline)) {
      const std::size_t count = lanes_at<kVectors>(j, t.columns);
      const float* residual = t.residual + i * g.residual_stride + j * kLanes;
      store_up_to(place_of(i, j),
                  add(add(acc[i][j], load(t.bias + j * kLanes)), load_up_to(residual, count)),
                  count);
    });
  }
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
                       tiles, depth);
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
