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

constexpr std::size_t kLineBytes = 64;  // of the cache

// Rows of floats, a line of the cache at a time.
template <bool kIsNear>
[[gnu::always_inline]] inline void prefetch_rows(const float* x, std::size_t stride,
                                                 std::size_t rows, std::size_t columns) {
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; j += kLineBytes / sizeof(float)) {
      kIsNear ? prefetch_near(x + i * stride + j) : prefetch(x + i * stride + j);
    }
  }
}

// Lines that are needed after the loop that is about to run: so many of them every kStepsAtOnce steps.
struct NextLines {
  const void* first = nullptr;
  std::size_t at_once = 0;
};
constexpr std::size_t kStepsAtOnce = 48;

// Calls body(first step, number of steps) for all `steps`, and asks for the next lines in between, a
// few at a time: asked for all at once they would hold up what the loop itself waits for. `body` has
// to be always_inline.
template <typename Body>
[[gnu::always_inline]] inline void run_while_prefetching(const NextLines& next, std::size_t steps,
                                                         Body body) {
  const auto* line = static_cast<const char*>(next.first);
  for (std::size_t step = 0; step < steps; step += kStepsAtOnce) {
    for (std::size_t i = 0; i < next.at_once; ++i, line += kLineBytes) prefetch(line);
    body(step, steps - step < kStepsAtOnce ? steps - step : kStepsAtOnce);
  }
}

// Where the lines of the panel after this one are, and which part of them each tile asks for.
class NextPanel {
 public:
  // `bytes`: of the next panel; `steps`: of the loop of a tile. None are asked for where tiles are so
  // few that asking costs more than waiting.
  NextPanel(const void* panel, std::size_t bytes, std::size_t tiles, std::size_t steps)
      : next_(static_cast<const char*>(panel)) {
    if (tiles < 4) return;
    const std::size_t parts = (steps + kStepsAtOnce - 1) / kStepsAtOnce;
    at_once_ = (bytes / kLineBytes + tiles * parts - 1) / (tiles * parts);
    bytes_of_tile_ = at_once_ * parts * kLineBytes;
  }
  NextLines take() {
    const NextLines lines = {next_, at_once_};
    next_ += bytes_of_tile_;
    return lines;
  }

 private:
  const char* next_;
  std::size_t at_once_ = 0;
  std::size_t bytes_of_tile_ = 0;
};

}  // namespace
}  // namespace assay::ASSAY_ISA
