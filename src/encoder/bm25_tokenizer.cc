#include "encoder/bm25_tokenizer.h"

#include <libstemmer.h>

#include <limits>

#include "assay/error.h"
#include "base/python_text.h"
#include "base/utf8.h"
#include "encoder/stop_words.h"

namespace assay {
namespace {

constexpr std::uint32_t kDropped = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kUnknown = kDropped - 1;

// Calls `take` with every match of Python's (?u)\b\w\w+\b.
template <typename Take>
void for_each_word(std::string_view text, const Take& take) {
  std::size_t start = 0;
  std::size_t characters = 0;
  std::size_t position = 0;
  const auto finish_word = [&](std::size_t end) {
    if (characters >= 2) take(text.substr(start, end - start));
    characters = 0;
  };
  while (position < text.size()) {
    const std::size_t begin = position;
    if (is_python_word_character(decode_utf8(text, position))) {
      if (characters++ == 0) start = begin;
    } else {
      finish_word(begin);
    }
  }
  finish_word(text.size());
}

}  // namespace

struct Bm25Tokenizer::Stemmer {
  explicit Stemmer(const std::string& algorithm)
      : handle(sb_stemmer_new(algorithm.c_str(), "UTF_8")) {
    if (handle == nullptr) {
      throw Error(ErrorKind::kNotSupported, "not supported yet: the stemmer '" + algorithm +
                                                "', which this libstemmer does not have");
    }
  }
  ~Stemmer() { sb_stemmer_delete(handle); }
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;

  // The view is valid until the next call.
  [[nodiscard]] std::string_view stem(std::string_view word) const {
    const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
    const sb_symbol* stemmed = sb_stemmer_stem(handle, bytes, static_cast<int>(word.size()));
    if (stemmed == nullptr) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(stemmed),
            static_cast<std::size_t>(sb_stemmer_length(handle))};
  }

  sb_stemmer* handle;
};

Bm25Tokenizer::Bm25Tokenizer(const Bm25Language& language) : by_character_(language.by_character) {
  if (!language.stemmer.empty()) stemmer_ = std::make_unique<Stemmer>(language.stemmer);
  for (const std::string_view word : stop_words(language.stop_words)) {
    words_.emplace(std::string(word), kDropped);
  }
}

Bm25Tokenizer::~Bm25Tokenizer() = default;

std::uint32_t Bm25Tokenizer::term_of(std::string_view word, bool may_add) {
  const std::string key(word);
  if (const auto known = words_.find(key); known != words_.end()) return known->second;
  const std::string stem(stemmer_ ? stemmer_->stem(word) : word);
  const auto next = static_cast<std::uint32_t>(terms_.size());
  const auto term = may_add ? terms_.emplace(stem, next).first : terms_.find(stem);
  if (term == terms_.end()) return kUnknown;
  words_.emplace(key, term->second);
  return term->second;
}

std::vector<std::uint32_t> Bm25Tokenizer::terms_of(std::string_view text, bool may_add) {
  std::vector<std::uint32_t> terms;
  for_each_word(python_lower(text), [&](std::string_view word) {
    const std::uint32_t term = term_of(word, may_add);
    if (term != kDropped && term != kUnknown) terms.push_back(term);
  });
  return terms;
}

std::vector<std::uint32_t> Bm25Tokenizer::terms_of_document(std::string_view text) {
  return terms_of(text, true);
}

std::vector<std::uint32_t> Bm25Tokenizer::terms_of_query(std::string_view text) {
  return terms_of(text, false);
}

}  // namespace assay
