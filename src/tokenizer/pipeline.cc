#include "tokenizer/pipeline.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace assay {
namespace {

std::vector<AddedToken> select(const std::vector<AddedToken>& tokens, bool normalized) {
  std::vector<AddedToken> selected;
  std::ranges::copy_if(tokens, std::back_inserter(selected),
                       [&](const AddedToken& token) { return token.normalized == normalized; });
  return selected;
}

// `text` with U+FFFD in place of each byte that is part of no well-formed sequence.
void replace_invalid_bytes(std::string_view text, std::string& valid) {
  for (;;) {
    const std::size_t bad = find_invalid_utf8(text);
    valid += text.substr(0, bad);
    if (bad == std::string_view::npos) return;
    append_utf8(valid, unicode::kReplacement);
    text.remove_prefix(bad + 1);
  }
}

}  // namespace

// Buffers that live on from text to text, one set a thread: the steady state allocates nothing.
struct TokenizerPipeline::Scratch {
  std::string valid;
  std::string normalized;
  std::vector<AddedTokenMatcher::Piece> raw_pieces;
  std::vector<AddedTokenMatcher::Piece> normalized_pieces;
  std::vector<std::string_view> words;
};

TokenizerPipeline::TokenizerPipeline(Stages stages)
    : stages_(std::move(stages)),
      raw_tokens_(select(stages_.added_tokens, false)),
      normalized_tokens_(select(stages_.added_tokens, true)) {}

std::size_t TokenizerPipeline::encode(std::string_view text, std::size_t max_tokens,
                                      std::vector<std::int32_t>& ids) const {
  thread_local Scratch scratch;
  if (find_invalid_utf8(text) != std::string_view::npos) {
    scratch.valid.clear();
    replace_invalid_bytes(text, scratch.valid);
    text = scratch.valid;
  }
  const auto& [opening, closing] = stages_.special_tokens;
  const std::size_t begin = ids.size();
  ids.insert(ids.end(), opening.begin(), opening.end());
  encode_raw(text, scratch, ids);
  const std::size_t num_tokens = ids.size() - begin + closing.size();
  const bool cut = max_tokens != 0 && num_tokens > max_tokens;
  if (cut)
    ids.resize(begin + std::max(opening.size(), max_tokens - std::min(max_tokens, closing.size())));
  ids.insert(ids.end(), closing.begin(), closing.end());
  // Fewer places than special tokens: what does not fit is left out at the end.
  if (cut && ids.size() - begin > max_tokens) ids.resize(begin + max_tokens);
  return num_tokens;
}

void TokenizerPipeline::encode_raw(std::string_view text, Scratch& scratch,
                                   std::vector<std::int32_t>& ids) const {
  scratch.raw_pieces.clear();
  raw_tokens_.split(text, scratch.raw_pieces);
  for (const auto& [piece, token] : scratch.raw_pieces) {
    if (token != nullptr) {
      ids.push_back(token->id);
      continue;
    }
    scratch.normalized.clear();
    stages_.normalizer->normalize(piece, scratch.normalized);
    encode_normalized(scratch.normalized, scratch, ids);
  }
}

void TokenizerPipeline::encode_normalized(std::string_view text, Scratch& scratch,
                                          std::vector<std::int32_t>& ids) const {
  if (normalized_tokens_.empty()) return encode_words(text, scratch, ids);
  scratch.normalized_pieces.clear();
  normalized_tokens_.split(text, scratch.normalized_pieces);
  for (const auto& [piece, token] : scratch.normalized_pieces) {
    if (token != nullptr) {
      ids.push_back(token->id);
    } else {
      encode_words(piece, scratch, ids);
    }
  }
}

void TokenizerPipeline::encode_words(std::string_view text, Scratch& scratch,
                                     std::vector<std::int32_t>& ids) const {
  scratch.words.clear();
  stages_.pre_tokenizer->split(text, scratch.words);
  for (const std::string_view word : scratch.words) stages_.model->encode(word, ids);
}

}  // namespace assay
