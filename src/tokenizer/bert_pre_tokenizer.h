#pragma once

#include "tokenizer/stages.h"
#include "tokenizer/unicode.h"

namespace assay {

// The "BertPreTokenizer" of tokenizer.json: splits at white space, and every punctuation character
// is a word of its own.
class BertPreTokenizer final : public PreTokenizer {
 public:
  void split(std::string_view text, std::vector<std::string_view>& words) const override;

 private:
  const unicode::PropertyMap& properties_ = unicode::PropertyMap::instance();
};

}  // namespace assay
