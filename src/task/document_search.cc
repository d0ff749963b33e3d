#include "task/document_search.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <tuple>

#include "base/parallel.h"
#include "math/normalise_rows.h"

namespace assay {

std::vector<std::uint32_t> ranks_of_ids(std::span<const std::string_view> ids) {
  std::vector<std::uint32_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, std::less<>{}, [&](std::uint32_t i) { return ids[i]; });
  std::vector<std::uint32_t> ranks(ids.size());
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
  return ranks;
}

void prepare_rows(Matrix& embeddings, Similarity similarity) {
  if (similarity == Similarity::kCosine) normalise_rows(embeddings);
}

float similarity_of(std::span<const float> query, std::span<const float> document,
                    Similarity similarity) {
  float sum = 0;
  switch (similarity) {
    case Similarity::kCosine:
    case Similarity::kDot:
      for (std::size_t i = 0; i < query.size(); ++i) sum += query[i] * document[i];
      return sum;
    case Similarity::kEuclidean:
      for (std::size_t i = 0; i < query.size(); ++i) {
        const float difference = query[i] - document[i];
        sum += difference * difference;
      }
      return -std::sqrt(sum);
    case Similarity::kManhattan:
      for (std::size_t i = 0; i < query.size(); ++i) sum += std::abs(query[i] - document[i]);
      return -sum;
  }
  return sum;
}

DocumentSearch::DocumentSearch(Matrix queries, Similarity similarity, std::size_t k,
                               unsigned threads)
    : similarity_(similarity), k_(k), threads_(threads) {
  if (similarity == Similarity::kCosine || similarity == Similarity::kDot) {
    products_ = std::make_unique<TopKProduct>(queries, k, threads);
  } else {
    nearest_.resize(queries.rows());
    queries_ = std::move(queries);
  }
}

void DocumentSearch::add(const Matrix& documents, std::uint32_t first_document,
                         std::span<const std::uint32_t> id_rank) {
  if (products_) {
    products_->add({documents.data(), documents.rows() * documents.cols()}, first_document,
                   id_rank);
  } else {
    add_by_distance(documents, first_document, id_rank);
  }
}

void DocumentSearch::add_by_distance(const Matrix& documents, std::uint32_t first_document,
                                     std::span<const std::uint32_t> id_rank) {
  const auto is_better = [](const Found& a, const Found& b) {
    return std::tie(a.score, a.id_rank) > std::tie(b.score, b.id_rank);
  };
  parallel_for(queries_.rows(), threads_, [&](std::size_t q, unsigned) {
    auto& found = nearest_[q];
    for (std::size_t d = 0; d < documents.rows(); ++d) {
      found.push_back({similarity_of(queries_.row(q), documents.row(d), similarity_), id_rank[d],
                       first_document + static_cast<std::uint32_t>(d)});
    }
    const auto kept = found.begin() + static_cast<std::ptrdiff_t>(std::min(k_, found.size()));
    std::partial_sort(found.begin(), kept, found.end(), is_better);
    found.erase(kept, found.end());
  });
}

std::vector<std::vector<Hit>> DocumentSearch::finish() {
  if (products_) return products_->finish();
  std::vector<std::vector<Hit>> hits(nearest_.size());
  for (std::size_t q = 0; q < hits.size(); ++q) {
    for (const Found& found : nearest_[q]) hits[q].push_back({found.document, found.score});
  }
  return hits;
}

}  // namespace assay
