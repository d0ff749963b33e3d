#pragma once

#include "assay/encoder.h"
#include "compress/quantiser.h"

namespace assay {

// Searches compressed vectors as CompressedEncoder's codes are searched, then orders the first
// `rescore` documents of each query anew by the dot product of the query in float32 and the stored
// document, as sentence-transformers' semantic_search_faiss(rescore=True) does. What comes after
// them keeps its order, behind them. REQUIRES: the similarity is the cosine or the dot product.
class RescoringSearcher final : public Searcher {
 public:
  // All arguments outlive the object.
  RescoringSearcher(Encoder& inner, const Compression& compression, const ComponentRanges& ranges,
                    std::size_t rescore, unsigned threads);

  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  void index(std::span<const std::string> documents, const EncodeContext& context) override;
  [[nodiscard]] std::vector<std::vector<Hit>> search(std::span<const std::string> queries,
                                                     std::size_t k,
                                                     std::span<const std::uint32_t> id_rank,
                                                     const EncodeContext& context) override;

 private:
  void rescore(std::span<const float> query, std::vector<Hit>& hits,
               std::span<const std::uint32_t> id_rank) const;

  Encoder& inner_;
  Compression compression_;
  Quantiser quantiser_;
  std::size_t rescore_;
  unsigned threads_;
  ModelInfo info_;
  Matrix codes_;   // [documents x dimension]
  Matrix values_;  // what they stand for
};

}  // namespace assay
