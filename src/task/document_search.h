#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "assay/encoder.h"
#include "assay/hit.h"
#include "assay/matrix.h"
#include "math/top_k_product.h"

namespace assay {

// The place of each id among all ids in ascending byte order, which is also that of code points:
// equal scores are ordered by it, the larger id first, as pytrec_eval does. REQUIRES: ids are
// distinct.
[[nodiscard]] std::vector<std::uint32_t> ranks_of_ids(std::span<const std::string_view> ids);

// Makes embeddings ready for `similarity_of` and DocumentSearch: cosine normalises the rows, the
// others need nothing.
void prepare_rows(Matrix& embeddings, Similarity similarity);
// The similarity of two prepared vectors, in float32 (protocol of mteb: torch's matrix forms);
// distances are negated.
[[nodiscard]] float similarity_of(std::span<const float> query, std::span<const float> document,
                                  Similarity similarity);

// Exact search for the k most similar documents of every query. Documents come in chunks; only the
// best are kept.
class DocumentSearch {
 public:
  // `queries` [queries x dimension], prepared. REQUIRES: k > 0.
  DocumentSearch(Matrix queries, Similarity similarity, std::size_t k, unsigned threads);
  // Prepared documents number first_document, first_document + 1, ...; id_rank[i] belongs to row i.
  void add(const Matrix& documents, std::uint32_t first_document,
           std::span<const std::uint32_t> id_rank);
  // For each query its best hits, best first, ties by larger id rank first. Ends the use of this
  // object.
  [[nodiscard]] std::vector<std::vector<Hit>> finish();

 private:
  void add_by_distance(const Matrix& documents, std::uint32_t first_document,
                       std::span<const std::uint32_t> id_rank);

  Similarity similarity_;
  std::size_t k_;
  unsigned threads_;
  std::unique_ptr<TopKProduct> products_;  // cosine and dot
  // Distances take the plain way: few models ask for them.
  struct Found {
    float score;
    std::uint32_t id_rank;
    std::uint32_t document;
  };
  Matrix queries_;
  std::vector<std::vector<Found>> nearest_;
};

}  // namespace assay
