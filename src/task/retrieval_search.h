#pragma once

#include <cstddef>
#include <vector>

#include "assay/dataset.h"
#include "assay/encoder.h"
#include "assay/hit.h"
#include "assay/task.h"

namespace assay {

struct SearchRequest {
  const RetrievalData& data;
  const TaskInfo& task;
  const EvaluateOptions& options;
  std::size_t num_queries;  // the first so many of data.queries
  std::size_t k;            // results to keep for a query
};

// The results of every query, best first, ties by larger document id first.
using Rankings = std::vector<std::vector<Hit>>;

// Full search, or re-ranking of the candidates where the data has some, by similarity of
// embeddings. Documents are encoded in chunks, so memory holds the vectors of one chunk and of the
// queries. Adds what was encoded to `stats`.
[[nodiscard]] Rankings search_with_encoder(const SearchRequest& request, Encoder& encoder,
                                           EncodeStats& stats);

// The same with a model that searches by itself. With candidates its k results are filtered, as
// mteb does: a candidate beyond them is not found, and a query without a candidate list keeps all.
[[nodiscard]] Rankings search_with_searcher(const SearchRequest& request, Searcher& searcher);

}  // namespace assay
