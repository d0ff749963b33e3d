#include "encoder/cached_encoder.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "encoder/unique_texts.h"

namespace assay {
namespace {

constexpr std::size_t kTextsPerLookup = 4096;

bool is_zero(std::span<const float> vector) {
  return std::ranges::all_of(vector, [](float x) { return x == 0.0F; });
}

class CachedEncoder final : public Encoder {
 public:
  CachedEncoder(std::unique_ptr<Encoder> encoder, std::shared_ptr<EmbeddingStore> store,
                std::size_t texts_per_step)
      : encoder_(std::move(encoder)), store_(std::move(store)), texts_per_step_(texts_per_step) {}

  [[nodiscard]] const ModelInfo& info() const override { return encoder_->info(); }
  [[nodiscard]] Json conditions(const EncodeContext& context) const override {
    return encoder_->conditions(context);
  }
  [[nodiscard]] Matrix encode(std::span<const std::string> texts, const EncodeContext& context,
                              EncodeStats* stats) override;

 private:
  using Scope = std::shared_ptr<const EmbeddingStore::Scope>;
  [[nodiscard]] Scope scope_for(const EncodeContext& context);
  // Fills the rows of `vectors` that the store has; returns the indices of the others.
  [[nodiscard]] std::vector<std::uint32_t> take_stored(const Scope& scope,
                                                       std::span<const std::string> texts,
                                                       std::span<const std::uint32_t> wanted,
                                                       const EncodeContext& context,
                                                       Matrix& vectors);
  void encode_step(const Scope& scope, std::span<const std::string> texts,
                   std::span<const std::uint32_t> missing, const EncodeContext& context,
                   Matrix& vectors, EncodeStats& stats);
  // Stores `rows` for `texts` but for those that are zeros.
  void store_rows(const Scope& scope, std::span<const std::string_view> texts, const Matrix& rows,
                  std::uint64_t tokens);

  std::unique_ptr<Encoder> encoder_;
  std::shared_ptr<EmbeddingStore> store_;
  std::size_t texts_per_step_;
  std::mutex mutex_;
  std::map<std::string, Scope> scopes_;  // by conditions
};

CachedEncoder::Scope CachedEncoder::scope_for(const EncodeContext& context) {
  const Json conditions = encoder_->conditions(context);
  const std::lock_guard lock(mutex_);
  Scope& scope = scopes_[conditions.dump(-1, ' ', false, Json::error_handler_t::replace)];
  if (!scope) {
    scope = store_->open_scope(describe_scope(encoder_->info(), conditions));
  }
  return scope;
}

std::vector<std::uint32_t> CachedEncoder::take_stored(const Scope& scope,
                                                      std::span<const std::string> texts,
                                                      std::span<const std::uint32_t> wanted,
                                                      const EncodeContext& context,
                                                      Matrix& vectors) {
  std::vector<std::uint32_t> missing;
  for (std::size_t begin = 0; begin < wanted.size(); begin += kTextsPerLookup) {
    const auto part = wanted.subspan(begin, std::min(kTextsPerLookup, wanted.size() - begin));
    std::vector<std::string_view> asked;
    asked.reserve(part.size());
    for (const std::uint32_t text : part) asked.emplace_back(texts[text]);
    Matrix rows(part.size(), vectors.cols());
    std::vector<bool> found(part.size());
    const std::size_t hits = store_->find(*scope, asked, rows, found);
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (found[i]) {
        std::ranges::copy(rows.row(i), vectors.row(part[i]).begin());
      } else {
        missing.push_back(part[i]);
      }
    }
    if (context.progress != nullptr) context.progress->advance(hits);
  }
  return missing;
}

void CachedEncoder::store_rows(const Scope& scope, std::span<const std::string_view> texts,
                               const Matrix& rows, std::uint64_t tokens) {
  std::vector<std::uint32_t> kept;
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    if (!is_zero(rows.row(i))) kept.push_back(i);
  }
  if (kept.size() == texts.size()) {
    store_->put(*scope, texts, rows, tokens);
    return;
  }
  std::vector<std::string_view> some;
  Matrix some_rows(kept.size(), rows.cols());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    some.push_back(texts[kept[i]]);
    std::ranges::copy(rows.row(kept[i]), some_rows.row(i).begin());
  }
  store_->put(*scope, some, some_rows, tokens);
}

void CachedEncoder::encode_step(const Scope& scope, std::span<const std::string> texts,
                                std::span<const std::uint32_t> missing,
                                const EncodeContext& context, Matrix& vectors, EncodeStats& stats) {
  std::vector<std::string> step;
  step.reserve(missing.size());
  for (const std::uint32_t text : missing) step.push_back(texts[text]);
  std::vector<char> reported(step.size(), 0);
  EncodeContext inner = context;
  inner.on_batch = [&](const EncodedBatch& batch) {
    std::vector<std::string_view> named;
    named.reserve(batch.texts.size());
    for (const std::uint32_t text : batch.texts) {
      named.emplace_back(step[text]);
      reported[text] = 1;
    }
    store_rows(scope, named, batch.vectors, batch.tokens);
  };
  const Matrix rows = encoder_->encode(step, inner, &stats);
  std::vector<std::string_view> open;
  std::vector<std::uint32_t> open_rows;
  for (std::uint32_t i = 0; i < step.size(); ++i) {
    std::ranges::copy(rows.row(i), vectors.row(missing[i]).begin());
    if (reported[i] != 0) continue;
    open.emplace_back(step[i]);
    open_rows.push_back(i);
  }
  if (open.size() == step.size()) {
    store_rows(scope, open, rows, 0);
    return;
  }
  Matrix rest(open.size(), rows.cols());
  for (std::size_t i = 0; i < open.size(); ++i) {
    std::ranges::copy(rows.row(open_rows[i]), rest.row(i).begin());
  }
  store_rows(scope, open, rest, 0);
}

Matrix CachedEncoder::encode(std::span<const std::string> texts, const EncodeContext& context,
                             EncodeStats* stats) {
  const auto start = std::chrono::steady_clock::now();
  const Scope scope = scope_for(context);
  const UniqueTexts unique = find_unique(texts);
  if (context.progress != nullptr) context.progress->advance(texts.size() - unique.first.size());
  Matrix vectors(texts.size(), info().embed_dim);
  const auto missing = take_stored(scope, texts, unique.first, context, vectors);
  EncodeStats encoded;
  for (std::size_t begin = 0; begin < missing.size(); begin += texts_per_step_) {
    const std::size_t count = std::min(texts_per_step_, missing.size() - begin);
    encode_step(scope, texts, std::span(missing).subspan(begin, count), context, vectors, encoded);
  }
  copy_to_repeated(unique, vectors);
  if (stats != nullptr) {
    encoded.texts = texts.size();
    encoded.unique_texts = unique.first.size();
    encoded.stored_texts = unique.first.size() - missing.size();
    encoded.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    *stats += encoded;
  }
  return vectors;
}

}  // namespace

VectorScope describe_scope(const ModelInfo& model, const Json& conditions) {
  Json settings = model.settings;
  // Says why a precision was chosen, with times that differ from run to run. The precision itself, the
  // instruction and the layers left finer stand beside it.
  settings.erase("precision_choice");
  const auto provider = settings.find("provider");
  const bool named = provider != settings.end() && provider->is_string();
  return {.provider = named ? provider->get<std::string>() : "local",
          .model = model.name,
          .revision = model.revision,
          .dimension = model.embed_dim,
          .settings = settings,
          .conditions = conditions};
}

std::unique_ptr<Encoder> make_cached_encoder(std::unique_ptr<Encoder> encoder,
                                             std::shared_ptr<EmbeddingStore> store,
                                             std::size_t texts_per_step) {
  return std::make_unique<CachedEncoder>(std::move(encoder), std::move(store), texts_per_step);
}

}  // namespace assay
