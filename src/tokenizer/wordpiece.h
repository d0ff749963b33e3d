#pragma once

#include <span>
#include <string>
#include <utility>

#include "tokenizer/double_array_trie.h"
#include "tokenizer/stages.h"
#include "tokenizer/vocabulary.h"

namespace assay {

// Greedy longest match, first on whole tokens, then on those that begin with the continuation
// prefix. A word that has a remainder without a match, or too many characters, is one unknown
// token.
class WordPiece final : public TokenizerModel {
 public:
  struct Options {
    std::string unk_token = "[UNK]";
    std::string continuing_subword_prefix = "##";
    std::size_t max_input_chars_per_word = 100;
  };
  // Throws Error{kBadData}, with `where` in front, when the vocabulary lacks the unknown token.
  WordPiece(const Vocabulary& vocabulary, const Options& options, const std::string& where);
  void encode(std::string_view word, std::vector<std::int32_t>& ids) const override;

 private:
  [[nodiscard]] bool is_too_long(std::string_view word) const;

  DoubleArrayTrie trie_;
  // Where continuations begin in the trie; nullopt when no token begins with the prefix.
  std::optional<DoubleArrayTrie::Node> continuation_;
  std::int32_t unk_id_;
  std::size_t max_input_chars_per_word_;
};

}  // namespace assay
