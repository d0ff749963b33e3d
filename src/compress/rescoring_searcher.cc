#include "compress/rescoring_searcher.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "base/parallel.h"
#include "compress/compressed_encoder.h"
#include "math/top_k_product.h"

namespace assay {

RescoringSearcher::RescoringSearcher(Encoder& inner, const Compression& compression,
                                     const ComponentRanges& ranges, std::size_t rescore,
                                     unsigned threads)
    : inner_(inner),
      compression_(compression),
      quantiser_(compression.format, ranges),
      rescore_(rescore),
      threads_(threads),
      info_(inner.info()) {
  info_.embed_dim = compression.dimension;
}

void RescoringSearcher::index(std::span<const std::string> documents,
                              const EncodeContext& context) {
  const Matrix whole = inner_.encode(documents, context);
  codes_ = truncate_rows(whole, compression_.dimension, stores_normalised(inner_.info()));
  quantiser_.to_codes(codes_);
  values_ = codes_.clone();
  quantiser_.to_values(values_, Quantiser::Value::kFloor);
}

std::vector<std::vector<Hit>> RescoringSearcher::search(std::span<const std::string> queries,
                                                        std::size_t k,
                                                        std::span<const std::uint32_t> id_rank,
                                                        const EncodeContext& context) {
  const Matrix whole = inner_.encode(queries, context);
  const Matrix exact =
      truncate_rows(whole, compression_.dimension, stores_normalised(inner_.info()));
  Matrix codes = exact.clone();
  quantiser_.to_codes(codes);
  TopKProduct products(codes, k, threads_);
  products.add({codes_.data(), codes_.rows() * codes_.cols()}, 0, id_rank);
  auto hits = products.finish();
  parallel_for(hits.size(), threads_,
               [&](std::size_t q, unsigned) { rescore(exact.row(q), hits[q], id_rank); });
  return hits;
}

void RescoringSearcher::rescore(std::span<const float> query, std::vector<Hit>& hits,
                                std::span<const std::uint32_t> id_rank) const {
  const std::size_t count = std::min(rescore_, hits.size());
  if (count == 0) return;
  const auto anew = std::span(hits).first(count);
  for (Hit& hit : anew) {
    const std::span<const float> document = values_.row(hit.document);
    double score = 0;
    for (std::size_t j = 0; j < query.size(); ++j) {
      score += static_cast<double>(query[j]) * static_cast<double>(document[j]);
    }
    hit.score = static_cast<float>(score);
  }
  std::ranges::sort(anew, std::greater<>(),
                    [&](const Hit& hit) { return std::tuple(hit.score, id_rank[hit.document]); });
  // Scores of two kinds cannot stand in one list; what was not rescored only keeps its order.
  float last = anew.back().score;
  for (Hit& hit : std::span(hits).subspan(count)) {
    last -= 1;
    hit.score = last;
  }
}

}  // namespace assay
