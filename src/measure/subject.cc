#include "measure/subject.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

#include "assay/error.h"

namespace assay {
namespace {

constexpr const char* kFirstQuery = "what is the best time of the day to water small plants";

std::uint64_t count_words(std::span<const std::string> texts) {
  std::uint64_t words = 0;
  for (const std::string& text : texts) {
    words += static_cast<std::uint64_t>(std::ranges::count(text, ' ')) + 1;
  }
  return words;
}

}  // namespace

Subject::Subject(Model& model, std::stop_token stop)
    : encoder_(model.as_encoder()), searcher_(model.as_searcher()), stop_(std::move(stop)) {
  if (encoder_ == nullptr && searcher_ == nullptr) {
    throw Error(ErrorKind::kNotSupported, model.info().name + " can neither encode nor search");
  }
}

EncodeContext Subject::context(Role role) const {
  return {.task_name = "", .task_type = "Retrieval", .role = role, .stop = stop_};
}

EncodeStats Subject::encode(std::span<const std::string> texts, Role role) const {
  EncodeStats stats;
  (void)encoder_->encode(texts, context(role), &stats);
  if (stats.tokens == 0) stats.tokens = count_words(texts);
  return stats;
}

EncodeStats Subject::take_documents(std::span<const std::string> texts) const {
  if (encoder_ != nullptr) return encode(texts, Role::kDocument);
  searcher_->index(texts, context(Role::kDocument));
  return {.texts = texts.size(), .unique_texts = texts.size(), .tokens = count_words(texts)};
}

EncodeStats Subject::take_queries(std::span<const std::string> texts) const {
  if (encoder_ != nullptr) return encode(texts, Role::kQuery);
  static const std::vector<std::uint32_t> kRanks = [] {
    std::vector<std::uint32_t> order(kIndexDocuments);
    std::iota(order.begin(), order.end(), 0U);
    return order;
  }();
  (void)searcher_->search(texts, kSearchDepth, kRanks, context(Role::kQuery));
  return {.texts = texts.size(), .unique_texts = texts.size(), .tokens = count_words(texts)};
}

double Subject::take_first_query() const {
  if (encoder_ == nullptr) {
    const SampleTexts words([](const std::string&) { return 0U; });
    (void)take_documents(words.make(document_texts(), kIndexDocuments));
  }
  const std::vector<std::string> query = {kFirstQuery};
  const auto start = std::chrono::steady_clock::now();
  (void)take_queries(query);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

SampleTexts Subject::make_sample_texts() const {
  return SampleTexts([this](const std::string& text) -> std::uint64_t {
    if (encoder_ == nullptr) return 0;
    EncodeStats stats;
    (void)encoder_->encode(std::span(&text, 1), context(Role::kQuery), &stats);
    return stats.tokens;
  });
}

}  // namespace assay
