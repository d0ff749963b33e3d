#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Turns text into token ids exactly as the Hugging Face `tokenizers` library does for the same
// tokenizer.json. The file's own truncation and padding blocks are ignored, as
// sentence-transformers does. Immutable after loading: one object serves all threads.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  // Appends the ids of `text` to `ids`: special tokens of the template included, at most
  // `max_tokens` in all (0 = no limit; what is cut is cut at the end, before the closing special
  // tokens). Returns the number of ids the text has without the limit. `text` is UTF-8; each byte
  // that is part of no valid sequence counts as one U+FFFD.
  virtual std::size_t encode(std::string_view text, std::size_t max_tokens,
                             std::vector<std::int32_t>& ids) const = 0;
  // One more than the largest id that `encode` can give: the rows that an embedding table needs at
  // least.
  [[nodiscard]] virtual std::size_t vocabulary_size() const = 0;
  // Special tokens that the template puts behind a text (1 for BERT's [SEP]); prompts are counted
  // without them.
  [[nodiscard]] virtual std::size_t num_closing_tokens() const = 0;
};

struct TokenizerOptions {
  // sentence-transformers' do_lower_case: the normaliser lower-cases, whatever the files say.
  // Accents stay or go as without it.
  bool lower_case = false;
};

// Loads `folder`/tokenizer.json, else builds a BERT WordPiece tokenizer from `folder`/vocab.txt and
// tokenizer_config.json. As in `transformers`, tokenizer_config.json decides on lower-casing,
// accents and Chinese characters where it names a class of BERT (and on each of them that it
// mentions where it names no class); see docs/tokenizer.md. Throws Error: kBadData for a broken
// file (says where), kNotSupported for another kind ("not supported yet: tokenizer model Unigram"),
// kUnavailable when neither file is there.
[[nodiscard]] std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& folder,
                                                        const TokenizerOptions& options = {});

// The same from the text of a tokenizer.json alone; `where` stands for the path in messages.
[[nodiscard]] std::unique_ptr<Tokenizer> load_tokenizer_from_json(std::string_view json,
                                                                  const std::string& where);

}  // namespace assay
