#include "math/best_rows.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "base/parallel.h"
#include "math/dispatch.h"
#include "math/packed_matrix.h"

namespace assay {
namespace {

constexpr std::size_t kCandidateBlock = 1024;  // packed at once
constexpr std::size_t kQueryBlock = 96;        // what a worker takes; its scores stay in the cache

struct Best {
  float score = -std::numeric_limits<float>::infinity();
  std::uint32_t row = 0;
};

// Scores the queries [begin, end) against the packed candidates `first`, `first` + 1, ...
void improve(const Matrix& queries, std::size_t begin, std::size_t end, const PackedMatrix& packed,
             std::size_t first, std::span<float> scores, std::span<Best> best) {
  kernels().gemm_f32({.a = queries.data() + begin * queries.cols(),
                      .a_stride = queries.cols(),
                      .rows = end - begin,
                      .panels = packed.panels(),
                      .k = packed.k(),
                      .n = packed.n(),
                      .bias = packed.bias(),
                      .residual = nullptr,
                      .residual_stride = 0,
                      .out = scores.data(),
                      .out_stride = packed.n(),
                      .epilogue = Epilogue::kBias});
  for (std::size_t i = begin; i < end; ++i) {
    const auto row = scores.subspan((i - begin) * packed.n(), packed.n());
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (row[j] > best[i].score) best[i] = {row[j], static_cast<std::uint32_t>(first + j)};
    }
  }
}

}  // namespace

std::vector<std::uint32_t> best_rows(const Matrix& queries, const Matrix& candidates,
                                     std::span<const float> bias, unsigned threads) {
  assert(queries.cols() == candidates.cols() && candidates.rows() > 0);
  assert(bias.empty() || bias.size() == candidates.rows());
  std::vector<Best> best(queries.rows());
  for (std::size_t first = 0; first < candidates.rows(); first += kCandidateBlock) {
    const std::size_t count = std::min(kCandidateBlock, candidates.rows() - first);
    const PackedMatrix packed(
        {candidates.data() + first * candidates.cols(), count * candidates.cols()},
        bias.empty() ? bias : bias.subspan(first, count), count, candidates.cols(), kernels());
    parallel_for((queries.rows() + kQueryBlock - 1) / kQueryBlock, threads,
                 [&](std::size_t block, unsigned) {
                   std::vector<float> scores(kQueryBlock * count);
                   const std::size_t begin = block * kQueryBlock;
                   improve(queries, begin, std::min(queries.rows(), begin + kQueryBlock), packed,
                           first, scores, best);
                 });
  }
  std::vector<std::uint32_t> rows;
  rows.reserve(best.size());
  for (const Best& b : best) rows.push_back(b.row);
  return rows;
}

}  // namespace assay
