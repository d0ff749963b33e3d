#include "encoder/bm25.h"

#include <memory>
#include <utility>

#include "assay/error.h"
#include "assay/progress.h"
#include "base/parallel.h"
#include "encoder/bm25_index.h"
#include "encoder/bm25_tokenizer.h"

namespace assay {
namespace {

constexpr Bm25Index::Options kOptions{.k1 = 1.5, .b = 0.75};
constexpr std::size_t kDocumentsBetweenReports = 1000;

class Bm25 final : public Searcher {
 public:
  explicit Bm25(unsigned threads) : threads_(resolve_threads(threads)) {
    info_.name = "mteb/baseline-bm25s";
    info_.revision = "0_3_0";
    info_.n_parameters = 0;
    info_.n_embedding_parameters = 0;
    info_.settings = {{"method", "lucene"}, {"k1", kOptions.k1},
                      {"b", kOptions.b},    {"token_pattern", R"((?u)\b\w\w+\b)"},
                      {"stop_words", "en"}, {"stemmer", "english (Snowball 2.2)"}};
  }

  [[nodiscard]] const ModelInfo& info() const override { return info_; }

  void index(std::span<const std::string> documents, const EncodeContext& context) override {
    tokenizer_ =
        std::make_unique<Bm25Tokenizer>(Bm25Language{.stop_words = "en", .stemmer = "english"});
    index_ = std::make_unique<Bm25Index>(kOptions);
    for (std::size_t i = 0; i < documents.size(); ++i) {
      index_->add_document(tokenizer_->terms_of_document(documents[i]));
      if ((i + 1) % kDocumentsBetweenReports == 0) report(context, kDocumentsBetweenReports);
    }
    report(context, documents.size() % kDocumentsBetweenReports);
    index_->finish(tokenizer_->num_terms());
  }

  [[nodiscard]] std::vector<std::vector<Hit>> search(std::span<const std::string> queries,
                                                     std::size_t k,
                                                     std::span<const std::uint32_t> id_rank,
                                                     const EncodeContext& context) override {
    // The tokenizer remembers words, so it runs in one thread; it takes a small part of the time.
    std::vector<std::vector<std::uint32_t>> terms;
    terms.reserve(queries.size());
    for (const std::string& query : queries) terms.push_back(tokenizer_->terms_of_query(query));

    std::vector<std::uint32_t> by_rank(id_rank.size());
    for (std::uint32_t d = 0; d < id_rank.size(); ++d) by_rank[id_rank.size() - 1 - id_rank[d]] = d;
    std::vector<std::vector<Hit>> hits(queries.size());
    std::vector<Bm25Index::Scratch> scratch(threads_);
    parallel_for(queries.size(), threads_, [&](std::size_t q, unsigned worker) {
      hits[q] = index_->search(terms[q], k, id_rank, by_rank, scratch[worker]);
      report(context, 1);
    });
    return hits;
  }

 private:
  static void report(const EncodeContext& context, std::size_t done) {
    if (context.stop.stop_requested()) {
      throw Error(ErrorKind::kInterrupted, context.task_name + ": interrupted");
    }
    if (context.progress != nullptr) context.progress->advance(done);
  }

  unsigned threads_;
  ModelInfo info_;
  std::unique_ptr<Bm25Tokenizer> tokenizer_;
  std::unique_ptr<Bm25Index> index_;
};

}  // namespace

std::unique_ptr<Searcher> make_bm25(unsigned threads) { return std::make_unique<Bm25>(threads); }

}  // namespace assay
