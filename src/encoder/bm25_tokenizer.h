#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay {

// What a text's language asks of BM25; mteb chooses it by the task's language.
struct Bm25Language {
  std::string stop_words;     // key of stop_words(); "" = none are known
  std::string stemmer;        // name of a Snowball algorithm; "" = words are taken as they are
  bool by_character = false;  // scripts without spaces: every character is a term
};

// Turns texts into numbers of terms, as mteb does with bm25s and PyStemmer: lower case, maximal
// runs of two or more word characters, no stop words, stems. One thread at a time.
class Bm25Tokenizer {
 public:
  // Throws Error{kNotSupported} when the installed libstemmer lacks the algorithm.
  explicit Bm25Tokenizer(const Bm25Language& language);
  ~Bm25Tokenizer();
  Bm25Tokenizer(const Bm25Tokenizer&) = delete;
  Bm25Tokenizer& operator=(const Bm25Tokenizer&) = delete;

  // The terms of a document; terms that are new get the next number.
  [[nodiscard]] std::vector<std::uint32_t> terms_of_document(std::string_view text);
  // The terms of a query that some document has.
  [[nodiscard]] std::vector<std::uint32_t> terms_of_query(std::string_view text);
  [[nodiscard]] std::size_t num_terms() const { return terms_.size(); }

 private:
  struct Stemmer;
  // For text in lower case: kDropped for a stop word, kUnknown for a word of no document when
  // `may_add` is not set.
  [[nodiscard]] std::uint32_t term_of(std::string_view word, bool may_add);
  [[nodiscard]] std::vector<std::uint32_t> terms_of(std::string_view text, bool may_add);

  std::unique_ptr<Stemmer> stemmer_;
  bool by_character_;
  std::unordered_map<std::string, std::uint32_t> words_;  // word as it stands -> term, kDropped
  std::unordered_map<std::string, std::uint32_t> terms_;  // stem -> term
};

}  // namespace assay
