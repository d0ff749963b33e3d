#include "encoder/bm25_index.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <tuple>

namespace assay {

void Bm25Index::add_document(std::span<const std::uint32_t> terms) {
  std::vector<std::uint32_t> sorted(terms.begin(), terms.end());
  std::ranges::sort(sorted);
  counts_start_.push_back(counts_.size());
  lengths_.push_back(static_cast<std::uint32_t>(terms.size()));
  for (const std::uint32_t term : sorted) {
    if (counts_.size() > counts_start_.back() && counts_.back().term == term) {
      ++counts_.back().count;
    } else {
      counts_.push_back({term, 1});
    }
  }
}

std::vector<std::uint32_t> Bm25Index::document_frequencies(std::size_t num_terms) const {
  std::vector<std::uint32_t> frequencies(num_terms);
  for (const TermCount& entry : counts_) ++frequencies[entry.term];
  return frequencies;
}

void Bm25Index::finish(std::size_t num_terms, const std::vector<bool>& is_dropped) {
  const auto dropped = [&](std::uint32_t term) { return !is_dropped.empty() && is_dropped[term]; };
  counts_start_.push_back(counts_.size());
  std::uint64_t total_length = 0;
  for (std::size_t d = 0; d < lengths_.size(); ++d) {
    for (std::uint64_t i = counts_start_[d]; i < counts_start_[d + 1]; ++i) {
      if (dropped(counts_[i].term)) lengths_[d] -= counts_[i].count;
    }
    total_length += lengths_[d];
  }
  const double num_documents = static_cast<double>(lengths_.size());
  const double average_length = static_cast<double>(total_length) / num_documents;

  const auto frequencies = document_frequencies(num_terms);
  std::vector<float> idf(num_terms);
  postings_start_.assign(num_terms + 1, 0);
  for (std::uint32_t t = 0; t < num_terms; ++t) {
    const double df = frequencies[t];
    idf[t] = static_cast<float>(std::log(1 + (num_documents - df + 0.5) / (df + 0.5)));
    postings_start_[t + 1] = postings_start_[t] + (dropped(t) ? 0 : frequencies[t]);
  }

  postings_.resize(postings_start_.back());
  std::vector<std::uint64_t> next(postings_start_.begin(), postings_start_.end() - 1);
  for (std::uint32_t d = 0; d < lengths_.size(); ++d) {
    const double norm =
        options_.k1 * ((1 - options_.b) + options_.b * lengths_[d] / average_length);
    for (std::uint64_t i = counts_start_[d]; i < counts_start_[d + 1]; ++i) {
      const auto [term, count] = counts_[i];
      if (dropped(term)) continue;
      const double tf = count;
      const double score = static_cast<double>(idf[term]) * (tf / (norm + tf));
      postings_[next[term]++] = {d, static_cast<float>(score)};
    }
  }
  counts_ = {};
  counts_start_ = {};
}

std::vector<Hit> Bm25Index::search(std::span<const std::uint32_t> terms, std::size_t k,
                                   std::span<const std::uint32_t> id_rank,
                                   std::span<const std::uint32_t> by_rank, Scratch& scratch) const {
  assert(id_rank.size() == lengths_.size() && by_rank.size() == lengths_.size());
  scratch.scores.resize(lengths_.size());
  scratch.touched.clear();
  for (const std::uint32_t term : terms) {
    for (std::uint64_t i = postings_start_[term]; i < postings_start_[term + 1]; ++i) {
      float& score = scratch.scores[postings_[i].document];
      if (score == 0) scratch.touched.push_back(postings_[i].document);  // every entry is > 0
      score += postings_[i].score;
    }
  }

  std::vector<Hit> hits;
  hits.reserve(std::max(scratch.touched.size(), std::min(k, lengths_.size())));
  for (const std::uint32_t document : scratch.touched) {
    hits.push_back({document, scratch.scores[document]});
  }
  const auto better = [&](const Hit& a, const Hit& b) {
    return std::tie(a.score, id_rank[a.document]) > std::tie(b.score, id_rank[b.document]);
  };
  const std::size_t kept = std::min(k, hits.size());
  std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(kept), hits.end(),
                    better);
  hits.resize(kept);
  for (std::size_t i = 0; hits.size() < k && i < by_rank.size(); ++i) {
    if (scratch.scores[by_rank[i]] == 0) hits.push_back({by_rank[i], 0});
  }
  for (const std::uint32_t document : scratch.touched) scratch.scores[document] = 0;
  return hits;
}

}  // namespace assay
