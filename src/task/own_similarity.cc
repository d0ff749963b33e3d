#include "task/own_similarity.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "assay/catalogue.h"
#include "base/parallel.h"
#include "math/best_rows.h"
#include "math/float32_sums.h"
#include "task/document_search.h"

namespace assay {
namespace {

constexpr std::size_t kBlock = 256;  // pairs or queries that a worker takes at once

Similarity pairwise_similarity(const ModelInfo& model) {
  const auto known = find_known_model(model.name);
  const auto stated = known ? known->value("similarity_fn", Json()) : Json();
  if (stated == "cosine") return Similarity::kCosine;
  if (stated == "dot") return Similarity::kDot;
  return model.similarity;
}

// Cosine comes normalised.
float pair_similarity(std::span<const float> x, std::span<const float> y, Similarity similarity) {
  if (similarity == Similarity::kCosine || similarity == Similarity::kDot) return torch_dot(x, y);
  std::vector<float> terms(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    const float difference = x[j] - y[j];
    terms[j] =
        similarity == Similarity::kEuclidean ? difference * difference : std::abs(difference);
  }
  const float sum = torch_sum(terms);
  return similarity == Similarity::kEuclidean ? -std::sqrt(sum) : -sum;
}

// The plain way: few models measure by distance.
std::uint32_t nearest_by_distance(std::span<const float> query, const Matrix& candidates,
                                  Similarity similarity) {
  std::uint32_t best = 0;
  float best_score = similarity_of(query, candidates.row(0), similarity);
  for (std::uint32_t i = 1; i < candidates.rows(); ++i) {
    const float score = similarity_of(query, candidates.row(i), similarity);
    if (score > best_score) {
      best = i;
      best_score = score;
    }
  }
  return best;
}

}  // namespace

std::vector<float> own_pair_similarities(const Matrix& a, const Matrix& b, const ModelInfo& model,
                                         unsigned threads) {
  const Similarity similarity = pairwise_similarity(model);
  Matrix x = a.clone();
  Matrix y = b.clone();
  prepare_rows(x, similarity);
  prepare_rows(y, similarity);
  std::vector<float> result(x.rows());
  parallel_for((x.rows() + kBlock - 1) / kBlock, threads, [&](std::size_t block, unsigned) {
    for (std::size_t i = block * kBlock; i < std::min(x.rows(), (block + 1) * kBlock); ++i) {
      result[i] = pair_similarity(x.row(i), y.row(i), similarity);
    }
  });
  return result;
}

std::vector<std::uint32_t> most_similar(Matrix queries, Matrix candidates, Similarity similarity,
                                        unsigned threads) {
  prepare_rows(queries, similarity);
  prepare_rows(candidates, similarity);
  if (similarity == Similarity::kCosine || similarity == Similarity::kDot) {
    return best_rows(queries, candidates, {}, threads);
  }
  std::vector<std::uint32_t> found(queries.rows());
  parallel_for(queries.rows(), threads, [&](std::size_t i, unsigned) {
    found[i] = nearest_by_distance(queries.row(i), candidates, similarity);
  });
  return found;
}

}  // namespace assay
