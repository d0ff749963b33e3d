#include "math/top_k_product.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/parallel.h"

namespace assay {
namespace {

struct Candidate {
  float score;
  std::uint32_t id_rank;
  std::uint32_t document;
};

bool is_better(const Candidate& a, const Candidate& b) {
  return a.score != b.score ? a.score > b.score : a.id_rank > b.id_rank;
}

// The k best so far, the worst of them in front (a heap under is_better).
void offer(std::vector<Candidate>& best, std::size_t k, const Candidate& candidate) {
  if (best.size() == k) {
    if (!is_better(candidate, best.front())) return;
    std::pop_heap(best.begin(), best.end(), is_better);
    best.back() = candidate;
  } else {
    best.push_back(candidate);
  }
  std::push_heap(best.begin(), best.end(), is_better);
}

}  // namespace

struct TopKProduct::State {
  Matrix queries;
  std::size_t k = 0;
  unsigned threads = 0;
  std::vector<std::vector<Candidate>> best;
};

TopKProduct::TopKProduct(const Matrix& queries, std::size_t k, unsigned threads)
    : state_(std::make_unique<State>(State{queries.clone(), k, threads, {}})) {
  assert(k > 0);
  state_->best.resize(queries.rows());
}
TopKProduct::~TopKProduct() = default;
TopKProduct::TopKProduct(TopKProduct&&) noexcept = default;
TopKProduct& TopKProduct::operator=(TopKProduct&&) noexcept = default;

void TopKProduct::add(std::span<const float> documents, std::uint32_t first_document,
                      std::span<const std::uint32_t> id_rank) {
  const std::size_t dimension = state_->queries.cols();
  assert(documents.size() == id_rank.size() * dimension);
  parallel_for(state_->queries.rows(), state_->threads, [&](std::size_t q, unsigned) {
    const float* query = state_->queries.data() + q * dimension;
    for (std::size_t d = 0; d < id_rank.size(); ++d) {
      const float* document = documents.data() + d * dimension;
      float score = 0;
      // Fused, like the matrix products behind torch: published near ties hang on that rounding.
      for (std::size_t i = 0; i < dimension; ++i) score = std::fma(query[i], document[i], score);
      offer(state_->best[q], state_->k,
            {score, id_rank[d], first_document + static_cast<std::uint32_t>(d)});
    }
  });
}

std::vector<std::vector<Hit>> TopKProduct::finish() {
  std::vector<std::vector<Hit>> hits(state_->best.size());
  for (std::size_t q = 0; q < hits.size(); ++q) {
    std::vector<Candidate>& best = state_->best[q];
    std::sort_heap(best.begin(), best.end(), is_better);
    hits[q].reserve(best.size());
    for (const Candidate& c : best) hits[q].push_back({c.document, c.score});
  }
  return hits;
}

}  // namespace assay
