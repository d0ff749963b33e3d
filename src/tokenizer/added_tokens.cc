#include "tokenizer/added_tokens.h"

#include <algorithm>

#include "base/utf8.h"

namespace assay {
namespace {

DoubleArrayTrie make_trie(const std::vector<AddedToken>& tokens) {
  std::vector<DoubleArrayTrie::Entry> entries;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    entries.emplace_back(tokens[i].content, static_cast<std::int32_t>(i));
  }
  std::ranges::sort(entries);
  return DoubleArrayTrie(entries);
}

// Start of the code point that ends at `end`. REQUIRES: 0 < end <= text.size().
std::size_t previous(std::string_view text, std::size_t end) {
  do {
    --end;
  } while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U);
  return end;
}

}  // namespace

AddedTokenMatcher::AddedTokenMatcher(std::vector<AddedToken> tokens)
    : tokens_(std::move(tokens)), trie_(make_trie(tokens_)) {
  for (const AddedToken& token : tokens_) {
    is_first_byte_[static_cast<unsigned char>(token.content.front())] = true;
    first_byte_ = token.content.front();
  }
  has_one_first_byte_ = std::ranges::count(is_first_byte_, true) == 1;
}

// Every special token of BERT begins with '[', which is rare: one memchr passes over most texts.
std::size_t AddedTokenMatcher::find_candidate(std::string_view text, std::size_t from) const {
  if (has_one_first_byte_) return std::min(text.find(first_byte_, from), text.size());
  while (from < text.size() && !is_first_byte_[static_cast<unsigned char>(text[from])]) ++from;
  return from;
}

bool AddedTokenMatcher::stands_alone(std::string_view text, std::size_t begin,
                                     std::size_t end) const {
  const auto is_word_character = [&](std::size_t at) {
    return (properties_[decode_utf8(text, at)] & unicode::kWordCharacter) != 0;
  };
  return (begin == 0 || !is_word_character(previous(text, begin))) &&
         (end == text.size() || !is_word_character(end));
}

void AddedTokenMatcher::split(std::string_view text, std::vector<Piece>& pieces) const {
  const auto is_space = [&](std::size_t at) {
    return (properties_[decode_utf8(text, at)] & unicode::kWhiteSpace) != 0;
  };
  std::size_t done = 0;  // what is in front of it is in `pieces`
  std::size_t search = tokens_.empty() ? text.size() : 0;
  while ((search = find_candidate(text, search)) < text.size()) {
    const auto match = trie_.longest_match(text.substr(search));
    if (!match) {
      ++search;
      continue;
    }
    const AddedToken& token = tokens_[static_cast<std::size_t>(match->value)];
    std::size_t begin = search;
    std::size_t end = search + match->length;
    search =
        end;  // the reference goes on here even when the token is refused or takes more white space
    if (token.single_word && !stands_alone(text, begin, end)) continue;
    if (token.lstrip) {
      while (begin > done && is_space(previous(text, begin))) begin = previous(text, begin);
      begin = std::max(begin, done);
    }
    if (token.rstrip) {
      while (end < text.size() && is_space(end)) (void)decode_utf8(text, end);
    }
    if (done < begin) pieces.push_back({text.substr(done, begin - done), nullptr});
    pieces.push_back({{}, &token});
    done = end;
  }
  if (done < text.size()) pieces.push_back({text.substr(done), nullptr});
}

}  // namespace assay
