#include "tokenizer/wordpiece.h"

#include <algorithm>

#include "assay/error.h"

namespace assay {
namespace {

std::int32_t unknown_id(const Vocabulary& vocabulary, const std::string& token,
                        const std::string& where) {
  const auto id = vocabulary.find(token);
  if (!id) {
    throw Error(ErrorKind::kBadData,
                where + ": the unknown token '" + token + "' is not in the vocabulary");
  }
  return *id;
}

}  // namespace

WordPiece::WordPiece(const Vocabulary& vocabulary, const Options& options, const std::string& where)
    : trie_(vocabulary.entries()),
      continuation_(trie_.find(options.continuing_subword_prefix)),
      unk_id_(unknown_id(vocabulary, options.unk_token, where)),
      max_input_chars_per_word_(options.max_input_chars_per_word) {}

bool WordPiece::is_too_long(std::string_view word) const {
  if (word.size() <= max_input_chars_per_word_) return false;
  const auto is_first_byte = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  };
  const auto characters = std::ranges::count_if(word, is_first_byte);
  return static_cast<std::size_t>(characters) > max_input_chars_per_word_;
}

void WordPiece::encode(std::string_view word, std::vector<std::int32_t>& ids) const {
  if (is_too_long(word)) {
    ids.push_back(unk_id_);
    return;
  }
  const std::size_t ids_before = ids.size();
  std::optional<DoubleArrayTrie::Node> start = DoubleArrayTrie::kRoot;
  while (!word.empty()) {
    const auto match = start ? trie_.longest_match(word, *start) : std::nullopt;
    if (!match) {
      ids.resize(ids_before);
      ids.push_back(unk_id_);
      return;
    }
    ids.push_back(match->value);
    word.remove_prefix(match->length);
    start = continuation_;
  }
}

}  // namespace assay
