#pragma once

#include <memory>
#include <vector>

#include "tokenizer/added_tokens.h"
#include "tokenizer/stages.h"
#include "tokenizer/template.h"
#include "tokenizer/tokenizer.h"

namespace assay {

// added tokens -> normaliser -> added tokens that are looked for in normalised text ->
// pre-tokeniser -> model -> template
class TokenizerPipeline final : public Tokenizer {
 public:
  struct Stages {
    std::unique_ptr<const Normalizer> normalizer;
    std::unique_ptr<const PreTokenizer> pre_tokenizer;
    std::unique_ptr<const TokenizerModel> model;
    Template special_tokens;
    // Contents that differ; of normalised ones their normalised form.
    std::vector<AddedToken> added_tokens;
    std::size_t vocabulary_size = 0;
  };
  explicit TokenizerPipeline(Stages stages);

  std::size_t encode(std::string_view text, std::size_t max_tokens,
                     std::vector<std::int32_t>& ids) const override;
  [[nodiscard]] std::size_t vocabulary_size() const override { return stages_.vocabulary_size; }
  [[nodiscard]] std::size_t num_closing_tokens() const override {
    return stages_.special_tokens.closing.size();
  }

 private:
  struct Scratch;
  void encode_raw(std::string_view text, Scratch& scratch, std::vector<std::int32_t>& ids) const;
  void encode_normalized(std::string_view text, Scratch& scratch,
                         std::vector<std::int32_t>& ids) const;
  void encode_words(std::string_view text, Scratch& scratch, std::vector<std::int32_t>& ids) const;

  Stages stages_;
  AddedTokenMatcher raw_tokens_;
  AddedTokenMatcher normalized_tokens_;
};

}  // namespace assay
