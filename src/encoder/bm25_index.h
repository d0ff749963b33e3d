#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "assay/hit.h"

namespace assay {

// An inverted index whose entries are final BM25 scores (Lucene's variant as in Kamphuis et al.,
// ECIR 2020), so that a search only adds. With N documents of mean length `avg`, df documents
// holding term t, tf times in document d of length l:
//   score(t, d) = ln(1 + (N - df + 0.5) / (df + 0.5)) * tf / (k1 (1 - b + b l / avg) + tf)
// Arithmetic as in bm25s 0.2 under numpy 2: the logarithm is rounded to float32, the rest is done
// in double, the product is rounded to float32, and a search adds float32. Another order of
// rounding swaps near ties and moves published scores.
class Bm25Index {
 public:
  struct Options {
    double k1 = 1.5;
    double b = 0.75;
  };

  explicit Bm25Index(const Options& options) : options_(options) {}

  // Documents come one after the other. `terms`: the numbers of its terms, one for each occurrence.
  void add_document(std::span<const std::uint32_t> terms);
  // Computes the scores; no add_document afterwards. `num_terms`: more than the largest term
  // number. Terms for which is_dropped[t] is set (may be empty = none) count neither as matches nor
  // for lengths.
  void finish(std::size_t num_terms, const std::vector<bool>& is_dropped = {});

  [[nodiscard]] std::size_t num_documents() const { return lengths_.size(); }
  // Number of documents that hold each term. REQUIRES: before finish.
  [[nodiscard]] std::vector<std::uint32_t> document_frequencies(std::size_t num_terms) const;

  // Adds up the scores of `terms`, in their order and as often as they stand there, and returns the
  // best min(k, num_documents) documents, best first, equal scores by larger id rank first;
  // documents without any of the terms score 0 and fill up. `by_rank`: all documents, largest id
  // rank first. `scratch`: working memory, kept from call to call by one thread. REQUIRES: after
  // finish.
  struct Scratch {
    std::vector<float> scores;
    std::vector<std::uint32_t> touched;
  };
  [[nodiscard]] std::vector<Hit> search(std::span<const std::uint32_t> terms, std::size_t k,
                                        std::span<const std::uint32_t> id_rank,
                                        std::span<const std::uint32_t> by_rank,
                                        Scratch& scratch) const;

 private:
  struct Posting {
    std::uint32_t document;
    float score;
  };
  struct TermCount {
    std::uint32_t term;
    std::uint32_t count;
  };

  Options options_;
  std::vector<std::uint32_t> lengths_;         // tokens of each document
  std::vector<std::uint64_t> counts_start_;    // [documents], into counts_
  std::vector<TermCount> counts_;              // freed by finish
  std::vector<std::uint64_t> postings_start_;  // [terms + 1], into postings_
  std::vector<Posting> postings_;              // by term, then by document
};

}  // namespace assay
