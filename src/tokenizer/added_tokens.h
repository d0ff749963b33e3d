#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/double_array_trie.h"
#include "tokenizer/unicode.h"

namespace assay {

// A token that is found in the text as it stands, before the model sees it ("added_tokens" of
// tokenizer.json).
struct AddedToken {
  std::string content;
  std::int32_t id = 0;
  bool single_word = false;  // only where no word character (\w) is beside it
  bool lstrip = false;       // takes the white space in front with it
  bool rstrip = false;       // takes the white space behind with it
  bool normalized = true;    // looked for in the normalised text, by its normalised content
};

// Finds added tokens: the leftmost, and of those that begin there the longest.
class AddedTokenMatcher {
 public:
  // Looks for the `content` of the tokens. REQUIRES: no two the same, none empty.
  explicit AddedTokenMatcher(std::vector<AddedToken> tokens);

  struct Piece {
    std::string_view text;    // between tokens
    const AddedToken* token;  // nullptr for text
  };
  // Cuts `text` into tokens and what is between them. Appends to `pieces`, no text in between being
  // empty.
  void split(std::string_view text, std::vector<Piece>& pieces) const;

  [[nodiscard]] bool empty() const { return tokens_.empty(); }

 private:
  [[nodiscard]] std::size_t find_candidate(std::string_view text, std::size_t from) const;
  [[nodiscard]] bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) const;

  std::vector<AddedToken> tokens_;
  DoubleArrayTrie trie_;  // content -> index into tokens_
  std::array<bool, 256> is_first_byte_{};
  bool has_one_first_byte_ = false;
  char first_byte_ = '\0';  // of the tokens, when it is the same for all
  const unicode::PropertyMap& properties_ = unicode::PropertyMap::instance();
};

}  // namespace assay
