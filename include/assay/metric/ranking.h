#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// What is known about one query after a search: the relevance at each rank and the relevances that
// could have been found.
struct JudgedRanking {
  // Relevance of each result, best-scored first, ties already broken; 0 for a document that was not
  // judged.
  std::vector<std::int32_t> results;
  // The positive relevances of all judged documents of the query, retrieved or not, largest first.
  // A document counts as relevant when its relevance is 1 or more, so the size of this list is R,
  // the number of relevant documents.
  std::vector<std::int32_t> relevant;
};

// The metrics of one query at one cut-off k, all in [0, 1]. They are trec_eval 9.0.8's ndcg_cut,
// map_cut, recall, P and success and mteb's MRR, in double, summed in rank order, so they are equal
// to pytrec_eval's to the last bit. With rel_i the relevance at rank i = 1, 2, ... (0 when
// negative), relevant meaning rel_i >= 1:
//   ndcg       DCG / IDCG, DCG = sum_{i<=k} rel_i / log2(i + 1); IDCG = the same over `relevant`;
//              0 when IDCG = 0
//   map        1/R * sum over i <= k with a relevant document of (relevant documents up to i) / i
//   recall     relevant documents up to k / R
//   precision  relevant documents up to k / k, also when fewer than k were retrieved
//   hit_rate   1 when there is a relevant document up to k
//   mrr        1 / rank of the first relevant document up to k, 0 when there is none
// map and recall are 0 when R = 0: mteb lets such queries count, with 0.
struct RankingScores {
  double ndcg = 0;
  double map = 0;
  double recall = 0;
  double precision = 0;
  double hit_rate = 0;
  double mrr = 0;
};

// The scores of one query at every cut-off, in the order of `k_values`; one pass over the ranking.
// REQUIRES: k_values are positive and strictly ascending.
[[nodiscard]] std::vector<RankingScores> score_ranking(const JudgedRanking& ranking,
                                                       std::span<const std::size_t> k_values);

// Recall with R capped at k: relevant documents up to k / min(R, k). REQUIRES: k > 0,
// ranking.relevant is not empty.
[[nodiscard]] double capped_recall(const JudgedRanking& ranking, std::size_t k);

}  // namespace assay
