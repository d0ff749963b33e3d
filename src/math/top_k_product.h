#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "assay/hit.h"
#include "assay/matrix.h"

namespace assay {

// Exact search: keeps, for each query, the k documents of largest dot product. Documents arrive in blocks; no matrix of
// scores is ever written. The result depends neither on how the documents are cut into blocks nor on the thread count,
// bit for bit, because every dot product is one chain of additions in the order of the columns and the order of the hits
// is total.
class TopKProduct {
 public:
  // `queries`: [queries x dimension], copied. `threads`: 0 = all cores. REQUIRES: k > 0.
  TopKProduct(const Matrix& queries, std::size_t k, unsigned threads = 0);
  ~TopKProduct();
  TopKProduct(const TopKProduct&) = delete;
  TopKProduct& operator=(const TopKProduct&) = delete;
  TopKProduct(TopKProduct&&) noexcept;
  TopKProduct& operator=(TopKProduct&&) noexcept;

  // Scores the documents first_document, first_document + 1, ...
  // `documents`: [id_rank.size() x dimension] row-major, finite. id_rank[i] decides ties: among equal scores the document of the
  // larger rank is the better one. No two documents share a rank.
  void add(std::span<const float> documents, std::uint32_t first_document,
           std::span<const std::uint32_t> id_rank);

  // For each query its best min(k, documents added) hits, best first. Ends the use of this object.
  [[nodiscard]] std::vector<std::vector<Hit>> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay
