#include "task/retrieval_search.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "assay/error.h"
#include "assay/progress.h"
#include "task/document_search.h"
#include "task/instruction.h"

namespace assay {
namespace {

// mteb's chunk; it moves no score. Wide vectors get smaller chunks, so that one holds at most 256
// MiB of them.
constexpr std::size_t kChunkDocuments = 50'000;
constexpr std::size_t kChunkFloats = std::size_t{64} << 20U;

std::size_t chunk_documents(std::size_t dimension) {
  return std::clamp<std::size_t>(kChunkFloats / std::max<std::size_t>(dimension, 1), 1,
                                 kChunkDocuments);
}

EncodeContext context_for(const SearchRequest& request, Role role) {
  return {.task_name = request.task.name,
          .task_type = request.task.type,
          .role = role,
          .instruction = instruction_of(request.task, role),
          .progress = request.options.progress,
          .stop = request.options.stop};
}

void begin_phase(const SearchRequest& request, std::string_view phase, std::size_t total) {
  if (request.options.progress != nullptr) request.options.progress->begin(phase, total, "texts");
}

void throw_if_stopped(const SearchRequest& request) {
  if (request.options.stop.stop_requested()) {
    throw Error(ErrorKind::kInterrupted, request.task.name + ": interrupted");
  }
}

std::vector<std::uint32_t> document_ranks(const RetrievalData& data) {
  std::vector<std::string_view> ids;
  ids.reserve(data.document_ids.size());
  for (std::size_t i = 0; i < data.document_ids.size(); ++i) ids.push_back(data.document_ids[i]);
  return ranks_of_ids(ids);
}

Matrix encode_queries(const SearchRequest& request, Encoder& encoder, EncodeStats& stats) {
  begin_phase(request, "encode queries", request.num_queries);
  Matrix queries = encoder.encode(request.data.queries.slice(0, request.num_queries),
                                  context_for(request, Role::kQuery), &stats);
  prepare_rows(queries, encoder.info().similarity);
  return queries;
}

Rankings search_all(const SearchRequest& request, Encoder& encoder, EncodeStats& stats) {
  const RetrievalData& data = request.data;
  const Similarity similarity = encoder.info().similarity;
  Matrix queries = encode_queries(request, encoder, stats);
  const std::size_t chunk = chunk_documents(queries.cols());
  const auto ranks = document_ranks(data);
  DocumentSearch search(std::move(queries), similarity, request.k, request.options.threads);
  begin_phase(request, "encode documents", data.documents.size());
  for (std::size_t begin = 0; begin < data.documents.size(); begin += chunk) {
    throw_if_stopped(request);
    const std::size_t end = std::min(begin + chunk, data.documents.size());
    Matrix documents = encoder.encode(data.documents.slice(begin, end),
                                      context_for(request, Role::kDocument), &stats);
    prepare_rows(documents, similarity);
    search.add(documents, static_cast<std::uint32_t>(begin),
               std::span(ranks).subspan(begin, end - begin));
  }
  return search.finish();
}

// A candidate of a query, found again when its document is encoded.
struct Pair {
  std::uint32_t document;
  std::uint32_t query;
};

Rankings rerank(const SearchRequest& request, Encoder& encoder, EncodeStats& stats) {
  const RetrievalData& data = request.data;
  const Similarity similarity = encoder.info().similarity;
  const Matrix queries = encode_queries(request, encoder, stats);
  std::vector<Pair> pairs;
  for (std::uint32_t q = 0; q < request.num_queries; ++q) {
    for (const std::uint32_t d : (*data.candidates)[q]) pairs.push_back({d, q});
  }
  std::ranges::sort(pairs, {}, [](const Pair& p) { return std::tie(p.document, p.query); });
  std::vector<std::uint32_t> needed;  // documents that are a candidate of any query
  for (const Pair& pair : pairs) {
    if (needed.empty() || needed.back() != pair.document) needed.push_back(pair.document);
  }

  Rankings rankings(request.num_queries);
  begin_phase(request, "encode documents", needed.size());
  const std::size_t chunk = chunk_documents(queries.cols());
  auto pair = pairs.begin();
  for (std::size_t begin = 0; begin < needed.size(); begin += chunk) {
    throw_if_stopped(request);
    const std::size_t end = std::min(begin + chunk, needed.size());
    std::vector<std::string> texts;
    for (std::size_t i = begin; i < end; ++i) texts.emplace_back(data.documents[needed[i]]);
    Matrix documents = encoder.encode(texts, context_for(request, Role::kDocument), &stats);
    prepare_rows(documents, similarity);
    for (std::size_t i = begin; i < end; ++i) {
      for (; pair != pairs.end() && pair->document == needed[i]; ++pair) {
        rankings[pair->query].push_back(
            {pair->document,
             similarity_of(queries.row(pair->query), documents.row(i - begin), similarity)});
      }
    }
  }

  const auto ranks = document_ranks(data);
  for (auto& hits : rankings) {
    std::ranges::sort(hits, std::greater<>{}, [&](const Hit& hit) {
      return std::make_tuple(hit.score, ranks[hit.document]);
    });
    if (hits.size() > request.k) hits.resize(request.k);
  }
  return rankings;
}

}  // namespace

Rankings search_with_encoder(const SearchRequest& request, Encoder& encoder, EncodeStats& stats) {
  return request.data.candidates ? rerank(request, encoder, stats)
                                 : search_all(request, encoder, stats);
}

Rankings search_with_searcher(const SearchRequest& request, Searcher& searcher) {
  const RetrievalData& data = request.data;
  begin_phase(request, "index documents", data.documents.size());
  searcher.index(data.documents.slice(0, data.documents.size()),
                 context_for(request, Role::kDocument));
  throw_if_stopped(request);
  begin_phase(request, "search", request.num_queries);
  Rankings rankings = searcher.search(data.queries.slice(0, request.num_queries), request.k,
                                      document_ranks(data), context_for(request, Role::kQuery));
  if (!data.candidates) return rankings;
  for (std::uint32_t q = 0; q < request.num_queries; ++q) {
    if (std::ranges::binary_search(data.queries_without_candidates, q)) continue;
    const auto& candidates = (*data.candidates)[q];
    std::erase_if(rankings[q], [&](const Hit& hit) {
      return std::ranges::find(candidates, hit.document) == candidates.end();
    });
  }
  return rankings;
}

}  // namespace assay
